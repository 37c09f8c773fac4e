import errno
import json
import uuid
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from builds import log
from builds.events import BuildEvent, Completed, Logged, Planned, PlannedStep, StepFinished, StepStarted
from builds.models import Learner, Operation
from tests.api.callers import Browser, bearer, problem_of
from tests.builds.operations import queued, running
from tests.builds.told import tells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
GOOD = {"dockerfile": "FROM lab/base\nRUN true\n", "files": {"a.txt": "a"}}


def test_a_build_is_created_at_its_location(caller: Browser) -> None:
    answer = caller.send("/api/builds", GOOD)
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"/api/builds/{body['id']}"
    assert body["status"] == "queued"
    assert caller.get(answer.headers["Location"]).json() == body


def test_a_token_needs_neither_session_nor_csrf(visitor: Client) -> None:
    learner = Learner.objects.create()
    answer = visitor.post("/api/builds", GOOD, content_type="application/json", headers=bearer(learner))
    assert answer.status_code == 201
    assert Operation.objects.get().learner == learner


def test_a_session_needs_the_csrf_token(caller: Browser) -> None:
    answer = caller.post("/api/builds", GOOD, content_type="application/json")
    assert "X-CSRFToken" in problem_of(answer, 403)["detail"]
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer ll_wrong"}, {"Authorization": "Basic eA=="}]
)
def test_who_is_nobody_is_told_how_to_become_somebody(visitor: Client, headers: dict[str, str]) -> None:
    for answer in (
        visitor.get("/api/base-images", headers=headers),
        visitor.post("/api/builds", GOOD, content_type="application/json", headers=headers),
    ):
        assert "Bearer" in problem_of(answer, 401)["detail"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"dockerfile": NaN}', b'{"dockerfile": "\xff"}']
)
def test_what_is_not_json_is_a_bad_request(caller: Browser, body: bytes) -> None:
    assert caller.send("/api/builds", body).status_code in (400, 422)


def test_a_mismatch_says_the_field_what_was_expected_and_what_came(caller: Browser) -> None:
    body = problem_of(caller.send("/api/builds", {"dockerfile": 5}), 422)
    assert body["errors"] == [{"field": "$.dockerfile", "expected": "`str`", "came": "`int`"}]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "dockerfile"),
        ({"dockerfile": "FROM a", "dockerfle": ""}, "dockerfle"),
        ({"dockerfile": "FROM a", "files": {"x": {"text": "a", "base64": "YQ=="}}}, "exactly one of"),
        ({"dockerfile": "FROM a", "files": {"../x": "a"}}, "../x"),
        ({"dockerfile": "FROM a", "files": {"x": {"base64": "!"}}}, "decoded"),
        ({"dockerfile": "FROM a", "target": "a b"}, "a b"),
        ({"dockerfile": "FROM a", "secrets": {"id": 5}}, "secrets"),
        ({"dockerfile": "FROM a", "secrets": ["id"]}, "secrets"),
        ({"dockerfile": "FROM a", "secrets": {"a b": "text"}}, "a b"),
        ({"dockerfile": "FROM a", "secrets": {"id": ""}}, "no value"),
        ([], "object"),
    ],
    ids=str,
)
def test_a_wrong_request_is_unprocessable_and_says_why(caller: Browser, fields: object, words: str) -> None:
    body = problem_of(caller.send("/api/builds", fields), 422)
    assert words in json.dumps(body)
    assert not Operation.objects.exists()


def test_the_line_at_fault_is_named(caller: Browser) -> None:
    body = problem_of(
        caller.send("/api/builds", {"dockerfile": "FROM lab/base\nRUN --security=insecure x\n"}), 422
    )
    assert body["line"] == 2
    assert [problem["line"] for problem in body["problems"]] == [2]


def test_too_large_a_context_is_named_with_its_limit(caller: Browser) -> None:
    body = problem_of(caller.send("/api/builds", GOOD | {"files": {"big": "x" * 3_000_000}}), 413)
    assert body["limit"] == "context_bytes"


def test_secrets_that_have_no_room_are_told_to_come_back(
    caller: Browser, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.SECRETS_DIR = tmp_path
    tmp_path.chmod(0o700)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("builds.secrets.values.os.open", full)
    answer = caller.send("/api/builds", GOOD | {"secrets": {"token": "hunter22"}})
    assert "Try again" in problem_of(answer, 503)["detail"]
    assert int(answer.headers["Retry-After"]) >= 1
    assert not Operation.objects.exists()


def test_too_large_a_body_is_not_even_read(caller: Browser, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = problem_of(caller.send("/api/builds", GOOD | {"files": {"a": "x" * 200}}), 413)
    assert (body["limit"], body["value"]) == ("body_bytes", 100)
    tells(body["detail"], "body_bytes", 100, "body")


def test_too_many_builds_are_told_when_to_come_back(caller: Browser, settings: Settings) -> None:
    settings.BUILDS_WAITING = 1
    caller.send("/api/builds", GOOD)
    answer = caller.send("/api/builds", GOOD)
    assert problem_of(answer, 429)["limit"] == "builds_waiting"
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_site_without_an_engine_takes_no_builds(caller: Browser, settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    assert "no user namespaces" in problem_of(caller.send("/api/builds", GOOD), 503)["detail"]


def test_the_state_is_folded_from_the_log(caller: Browser) -> None:
    operation = running(caller.learner)
    step = PlannedStep("0", 0, 0, "FROM", "FROM lab/base", 1, 1, True)
    events: list[BuildEvent] = [Planned((step,)), StepStarted(0), StepFinished(0, None, 0.5), Completed(1.0)]
    log.append(operation.pk, operation.claim, events)
    state = caller.get(f"/api/builds/{operation.pk}").json()
    assert (state["status"], state["steps"][0]["status"], state["last_seq"]) == ("completed", "built", 5)


def test_the_log_is_one_object_a_line_after_the_cursor(caller: Browser) -> None:
    operation = running(caller.learner)
    log.append(operation.pk, operation.claim, [Logged(None, "stdout", "a\nb\0")])
    answer = caller.get(f"/api/builds/{operation.pk}/events")
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    events = [json.loads(line) for line in answer.content.splitlines()]
    assert [(event["seq"], event["type"]) for event in events] == [(1, "started"), (2, "logged")]
    assert events[1]["text"] == "a\nb\0"
    rest = caller.get(f"/api/builds/{operation.pk}/events?after=1")
    assert [json.loads(line) for line in rest.content.splitlines()] == events[1:]
    assert caller.get(f"/api/builds/{operation.pk}/events?after=2").content == b""


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "99999999999999999999"])
def test_a_bad_cursor_is_named(caller: Browser, after: str) -> None:
    body = problem_of(caller.get(f"/api/builds/{queued(caller.learner).pk}/events?after={after}"), 422)
    assert body["errors"][0]["field"] == "after"
    assert body["errors"][0]["came"] == after


def test_a_queued_build_can_be_cancelled(caller: Browser) -> None:
    operation = queued(caller.learner)
    for _ in range(2):
        assert caller.send(f"/api/builds/{operation.pk}/cancel").status_code == 202
    assert caller.get(f"/api/builds/{operation.pk}").json()["status"] == "cancelled"


@pytest.mark.parametrize("path", ["", "/events", "/layers/0/files", "/layers/0/blob", "/documents/config"])
def test_builds_of_others_and_unknown_ones_are_equally_not_there(caller: Browser, path: str) -> None:
    for build in (queued().pk, uuid.uuid4()):
        problem_of(caller.get(f"/api/builds/{build}{path}"), 404)
        problem_of(caller.send(f"/api/builds/{build}/cancel"), 404)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/builds/nonsense", "/api/"])
def test_an_unknown_path_is_a_problem_too(caller: Browser, path: str) -> None:
    problem_of(caller.get(path), 404)


def test_a_wrong_method_names_the_right_ones(caller: Browser) -> None:
    answer = caller.delete("/api/builds")
    problem_of(answer, 405)
    assert answer.headers["Allow"] == "POST"


def test_a_foreign_host_is_a_problem_too(visitor: Client) -> None:
    problem_of(visitor.get("/api/base-images", headers={"Host": "evil.example"}), 400)
