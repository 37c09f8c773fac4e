import json
import uuid

import msgspec
import pytest
from pytest_django.fixtures import Settings

from api import operations
from builds import claims, log
from builds.events import BuildEvent, Completed, ContainerStarted, Exited, Started
from builds.models import Learner, Operation
from builds.operations.request import RunRequest
from tests.api.callers import Browser, problem_of
from tests.builds.operations import queued, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def completed(learner: Learner) -> Operation:
    build = running(learner)
    log.append(build.pk, build.claim, [Completed(1.0)])
    return build


def body(build: Operation, **more: object) -> dict[str, object]:
    return {"kind": "run", "build": str(build.pk), **more}


@pytest.mark.parametrize("command", ["cat /cfg.txt", ["cat", "/cfg.txt"], None])
def test_a_run_is_created_at_its_location(caller: Browser, command: str | list[str] | None) -> None:
    build = completed(caller.learner)
    fields = {} if command is None else {"command": command}
    answer = caller.send("/api/operations", body(build, name="one", **fields))
    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert answer.headers["Location"] == f"/api/operations/{found['id']}"
    assert caller.get(answer.headers["Location"]).json() == found
    operation = Operation.objects.get(pk=found["id"])
    words = command if isinstance(command, str) else tuple(command or ())
    assert operation.kind == "run"
    assert msgspec.json.decode(operation.request, type=RunRequest) == RunRequest(build.pk, words, "one")


def test_what_a_container_did_is_folded_and_listed(caller: Browser) -> None:
    run = running(caller.learner)
    events: list[BuildEvent] = [
        ContainerStarted("0a", "sha256:" + "a" * 64, ("cat",)),
        Exited(3),
        Completed(0.5),
    ]
    log.append(run.pk, run.claim, events)
    state = caller.get(f"/api/operations/{run.pk}").json()
    assert (state["status"], state["kind"]) == ("completed", "build")
    assert (state["container"]["exit_code"], state["container"]["command"]) == (3, ["cat"])
    lines = caller.get(f"/api/operations/{run.pk}/events?after=1").content.splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["container_started", "exited", "completed"]


def test_ones_own_operations_are_listed_in_pages_that_join(
    caller: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert caller.get("/api/operations").json() == {"items": [], "next": None}
    monkeypatch.setattr(operations, "PAGE", 2)
    made = [str(queued(caller.learner).pk) for _ in range(5)]
    queued()
    found, before = [], ""
    for size in (2, 2, 1):
        page = caller.get(f"/api/operations{before}").json()
        assert len(page["items"]) == size
        found += page["items"]
        before = f"?before={page['next']!r}"
    assert page["next"] is None
    assert [item["id"] for item in found] == made[::-1]
    assert {(item["kind"], item["status"]) for item in found} == {("build", "queued")}
    for wrong in ("x", "nan", "-1", "1e99", ""):
        problem_of(caller.get(f"/api/operations?before={wrong}"), 422)


def test_a_queued_run_can_be_cancelled(caller: Browser) -> None:
    made = caller.send("/api/operations", body(completed(caller.learner))).json()
    assert caller.send(f"/api/operations/{made['id']}/cancel").status_code == 202
    assert caller.get(f"/api/operations/{made['id']}").json()["status"] == "cancelled"


def test_a_build_of_somebody_else_is_not_there(caller: Browser) -> None:
    theirs = completed(Learner.objects.create())
    known = Operation.objects.count()
    answers = [
        caller.send("/api/operations", {"kind": "run", "build": str(build)})
        for build in (theirs.pk, uuid.uuid4())
    ]
    details = {problem_of(answer, 404)["detail"][:18] for answer in answers}
    assert details == {"You have no build "}
    assert Operation.objects.count() == known


def test_a_container_has_no_image_to_run_again(caller: Browser) -> None:
    run = caller.send("/api/operations", body(completed(caller.learner))).json()["id"]
    problem_of(caller.send("/api/operations", {"kind": "run", "build": run}), 404)


def test_a_run_is_no_build(caller: Browser) -> None:
    run = caller.send("/api/operations", body(completed(caller.learner))).json()["id"]
    for path in ("", "/events", "/layers/0/files"):
        problem_of(caller.get(f"/api/builds/{run}{path}"), 404)


@pytest.mark.parametrize("path", ["", "/events"])
def test_operations_of_others_and_unknown_ones_are_equally_not_there(caller: Browser, path: str) -> None:
    for operation in (queued().pk, uuid.uuid4()):
        problem_of(caller.get(f"/api/operations/{operation}{path}"), 404)
        problem_of(caller.send(f"/api/operations/{operation}/cancel"), 404)


def test_a_build_without_an_image_runs_no_container(caller: Browser) -> None:
    answer = caller.send("/api/operations", body(queued(caller.learner)))
    assert "queued" in problem_of(answer, 422)["detail"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"command": "x" * 5000}, "command_bytes"),
        ({"command": ["x" * 3000, "y" * 3000]}, "command_bytes"),
        ({"command": ["x"] * 101}, "command_words"),
        ({"command": ["a\0b"]}, "not text"),
        ({"command": "\udc80"}, ""),
        ({"command": 5}, "command"),
        ({"command": [["x"]]}, "command"),
        ({"name": "a/../b"}, "name of a container"),
        ({"name": "a?rm=1"}, "name of a container"),
        ({"name": ""}, "name of a container"),
        ({"kind": "execute"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": "exec"}, "build"),
        ({"build": "nonsense"}, "build"),
        ({"privileged": True}, "privileged"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_request_is_refused_and_says_why(
    caller: Browser, fields: dict[str, object], words: str
) -> None:
    build = completed(caller.learner)
    sent = json.dumps(body(build) | fields).encode()
    answer = caller.send("/api/operations", sent)
    assert answer.status_code in ((422,) if words else (400, 422))
    assert words in json.dumps(problem_of(answer, answer.status_code))
    assert Operation.objects.count() == 1


def kept(caller: Browser, **fields: object) -> str:
    """The id of a run that keeps its container."""
    run = caller.send("/api/operations", body(completed(caller.learner), **fields)).json()["id"]
    claimed = claims.claim(uuid.UUID(run))
    assert claimed is not None
    log.append(claimed.pk, claimed.claim, [Started(1, {}), Completed(0.1)])
    return str(run)


@pytest.mark.parametrize("kind", ["exec", "restart", "remove", "diff", "mounts", "commit"])
def test_a_container_that_was_kept_can_be_used_by_its_owner_alone(caller: Browser, kind: str) -> None:
    more = {"command": "true"} if kind == "exec" else {}
    build = completed(caller.learner)
    answer = caller.send("/api/operations", {"kind": kind, "container": kept(caller, keep=True), **more})
    assert answer.status_code == 201, answer.content
    assert Operation.objects.get(pk=answer.json()["id"]).kind == kind
    theirs = running(Learner.objects.create())
    for container in (str(theirs.pk), str(uuid.uuid4()), str(build.pk)):
        asked = {"kind": kind, "container": container, **more}
        assert "You have no run" in problem_of(caller.send("/api/operations", asked), 404)["detail"]


def test_a_container_that_was_not_kept_can_not_be_used(caller: Browser) -> None:
    asked = {"kind": "remove", "container": kept(caller)}
    assert "kept no container" in problem_of(caller.send("/api/operations", asked), 422)["detail"]


@pytest.mark.parametrize("command", ["", [], [""]])
def test_an_exec_needs_a_command(caller: Browser, command: object) -> None:
    asked = {"kind": "exec", "container": kept(caller, detach=True), "command": command}
    assert "no command" in problem_of(caller.send("/api/operations", asked), 422)["detail"]


@pytest.mark.parametrize(
    "name",
    [
        "lab/base:latest",
        "my/app",
        "my/app:",
        "build:1",
        "localhost:5000/my/app:1",
        "my/../lab/base:1",
        "my/app:1 ",
        "my/APP:1",
        "my/app:1?x=1",
        "my/a@sha256:" + "a" * 64,
        "my/" + "a" * 130 + ":1",
        "my/\u0661:1",
    ],
)
def test_a_name_stays_in_its_learners_own_place(caller: Browser, name: str) -> None:
    build = completed(caller.learner)
    asked = {"kind": "tag", "build": str(build.pk), "name": name}
    assert "my/app:1" in problem_of(caller.send("/api/operations", asked), 422)["detail"]
    assert caller.send("/api/operations", asked | {"name": "my/app:1"}).status_code == 201


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "push", "build": None, "name": "my/app:1"}, "build"),
        ({"kind": "pull", "name": "lab/base:latest"}, "my/app:1"),
        ({"kind": "pull", "name": "localhost:5000/my/app:1"}, "my/app:1"),
        ({"kind": "pull", "name": "my/app:1", "engine": "third"}, "engine"),
        ({"kind": "pull", "name": "my/app:1", "empty": True}, "second engine"),
        ({"kind": "pull", "name": "my/app:1", "flip": 0}, "second engine"),
        ({"kind": "pull", "name": "my/app:1", "engine": "second", "flip": 10**9}, "flip"),
        ({"kind": "load", "build": str(uuid.uuid4()), "engine": "first", "empty": True}, "second engine"),
        ({"kind": "load", "build": str(uuid.uuid4()), "flip": -1}, "flip"),
        ({"kind": "prune", "what": "everything"}, "what"),
        ({"kind": "prune"}, "what"),
    ],
)
def test_what_the_registry_cannot_do_is_refused(
    caller: Browser, fields: dict[str, object], words: str
) -> None:
    assert words in json.dumps(problem_of(caller.send("/api/operations", fields), 422))


@pytest.mark.parametrize("kind", ["push", "tag"])
def test_an_image_of_somebody_else_goes_nowhere(caller: Browser, kind: str) -> None:
    theirs = completed(Learner.objects.create())
    asked = {"kind": kind, "build": str(theirs.pk), "name": "my/app:1"}
    problem_of(caller.send("/api/operations", asked), 404)


def test_runs_count_towards_what_may_wait(caller: Browser, settings: Settings) -> None:
    settings.BUILDS_WAITING = 1
    build = completed(caller.learner)
    caller.send("/api/operations", body(build))
    assert problem_of(caller.send("/api/operations", body(build)), 429)["limit"] == "builds_waiting"


def test_nobody_runs_nothing(caller: Browser, settings: Settings) -> None:
    answer = caller.post("/api/operations", body(completed(caller.learner)), content_type="application/json")
    problem_of(answer, 403)
    settings.ENGINE_REASON = "no user namespaces"
    problem_of(caller.send("/api/operations", body(completed(caller.learner))), 503)
