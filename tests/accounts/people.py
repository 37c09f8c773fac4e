"""Somebody at the doors of the site, in a browser of their own that is not spared CSRF checks."""

import html
import re
from typing import Any

from django.contrib.auth.models import User

from builds.models import Learner
from tests.api.callers import Browser

PASSWORD = "a-long-enough-word"


class Person(Browser):
    """Begins as a guest, `learner`, who has opened a page."""

    teacher: User
    """Who an instructor is."""

    def give(self, path: str, address: str = "127.0.0.1", **fields: Any) -> Any:
        """The answer to a form, sent with the token that the page had."""
        token = self.cookies["csrftoken"].value
        return self.post(path, {**fields, "csrfmiddlewaretoken": token}, REMOTE_ADDR=address)

    def sign_up(self, name: str, **fields: Any) -> Any:
        both = {"password1": PASSWORD, "password2": PASSWORD}
        return self.give("/account/sign-up", username=name, **both | fields)

    def log_in(self, name: str, password: str = PASSWORD, **options: Any) -> Any:
        return self.give("/account/log-in", username=name, password=password, **options)

    def log_out(self) -> Any:
        return self.give("/account/log-out")


def user(name: str = "ada", **fields: Any) -> User:
    """Somebody who signed up elsewhere, and has a learner."""
    made = User.objects.create_user(name, password=PASSWORD, **fields)
    Learner.objects.create(user=made)
    return made


def learner_of(name: str) -> Learner:
    return Learner.objects.get(user__username=name)


def limit_in(answer: Any) -> str:
    """What a page says of the limit that was hit."""
    found = re.search(r">([^<>]*the limit is[^<>]*)<", html.unescape(answer.content.decode()))
    assert found, answer.content
    return found[1].strip()
