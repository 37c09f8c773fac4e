"""Who calls the API in tests: a guest's browser, or a program with a token."""

import json
from typing import Any

import msgspec
from django.test import Client

from accounts.models import Token
from builds.learners import SESSION_KEY
from builds.models import Learner


class Browser(Client):
    """A guest who has opened a page, and sends its CSRF token."""

    def __init__(self) -> None:
        super().__init__(enforce_csrf_checks=True)
        self.get("/")
        self.learner = Learner.objects.get(pk=self.session[SESSION_KEY])

    def send(self, path: str, body: object = None) -> Any:
        token = {"X-CSRFToken": self.cookies["csrftoken"].value}
        content = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.post(path, content, content_type="application/json", headers=token)


def bearer(learner: Learner) -> dict[str, str]:
    return {"Authorization": f"Bearer {Token.issue(learner)[1]}"}


def problem_of(answer: Any, status: int) -> dict[str, Any]:
    """The answer's body, once it has the form of an error."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = json.loads(answer.content)
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    return body
