"""An exercise sent by a program is proven, or its fault told with file and line."""

import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from builds.models import Learner
from labs.authoring.folder import File
from labs.authoring.starter import starter
from labs.authoring.zipped import pack
from labs.models import Proof
from labs.roles import Role, give
from tests.api.callers import bearer, problem_of

pytestmark = pytest.mark.django_db


def program(role: Role = Role.INSTRUCTOR) -> Client:
    name = uuid.uuid4()
    user = User.objects.create_user(str(name), pk=name.int % 10**12)
    give(user, role)
    return Client(headers=bearer(Learner.objects.create(user=user)))


def send(client: Client, **changed: bytes) -> Any:
    files = starter("my-lab") | {path: File(content) for path, content in changed.items()}
    return client.post("/api/proofs", pack(files, "my-lab"), content_type="application/zip")


def test_a_proof_is_queued_and_told_to_its_author_alone() -> None:
    author = program()
    answer = send(author)
    assert answer.status_code == 202
    body = answer.json()
    assert (body["status"], body["passed"], body["promises"]) == ("queued", None, [])
    Proof.objects.update(status="ended", results=[["a", ""], ["b", "it passes"]])
    told = author.get(answer.headers["Location"]).json()
    assert told["promises"] == [{"promise": "a", "fault": None}, {"promise": "b", "fault": "it passes"}]
    assert told["passed"] is False
    problem_of(program().get(answer.headers["Location"]), 404)


def test_a_fault_is_told_with_file_line_and_field() -> None:
    matter = starter("my-lab")["index.md"].content.replace(b"minutes: 5", b"minutes: 99")
    problem = problem_of(send(program(), **{"index.md": matter}), 422)
    assert (problem["file"], problem["line"], problem["field"]) == ("my-lab/index.md", 6, "$.minutes")


@pytest.mark.parametrize("body", [b"", b"PK", b"{}", b"\0" * 5000])
def test_what_is_no_zip_file_is_refused(body: bytes) -> None:
    answer = program().post("/api/proofs", body, content_type="application/zip")
    assert "expected a zip file" in problem_of(answer, 422)["detail"]


def test_the_next_one_waits_for_the_first() -> None:
    author = program()
    send(author)
    answer = send(author)
    problem_of(answer, 429)
    assert int(answer.headers["Retry-After"]) > 0


def test_a_learner_may_not() -> None:
    problem_of(send(program(Role.LEARNER)), 403)
