import json
import re
from pathlib import Path

import msgspec
import pytest
from pytest_django.fixtures import Settings

from builds import log
from builds.consistency import LISTINGS_BYTES, MAX_EVENTS, MAX_LAYERS, TAR_BYTES
from builds.events import Completed
from builds.exchange import BLOB_BYTES
from builds.models import Learner, Operation
from builds.recording import IMPORT_BYTES, KINDS, Recording
from tests.api.callers import Browser, problem_of
from tests.api.test_documentation import missing
from tests.api.test_images import send
from tests.archives import oci, tar_of
from tests.builds.comparison.test_read import replayed
from tests.builds.operations import running
from tests.recordings import HERE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
TEXT = (Path(__file__).parents[2] / "docs/recordings.md").read_text()
FIRST = (HERE / "first-build.json").read_bytes()
NEWER = FIRST.replace(b'"version": 1', b'"version": 2')


def test_a_recording_is_imported_shown_as_one_and_exported_again(caller: Browser) -> None:
    answer = caller.send("/api/recordings", FIRST)
    assert answer.status_code == 201, answer.content
    state, place = answer.json(), answer.headers["Location"]
    assert place == f"/api/builds/{state['id']}"
    assert caller.get(f"/api/operations/{state['id']}").json() == state
    assert caller.get(place).json() | {"kind": "build"} == state
    assert state["recorded_at"] == json.loads(FIRST)["recorded_at"]
    assert (state["status"], len(state["layers"])) == ("completed", state["image"]["layer_count"])
    files = caller.get(f"{place}/layers/1/files").json()
    assert [item["path"] for item in files["items"]]
    again = caller.get(f"{place}/recording")
    assert again.headers["Content-Disposition"] == f'attachment; filename="build-{state["id"]}.json"'
    other = caller.send("/api/recordings", again.content)
    assert caller.get(f"{other.headers['Location']}/recording").content == again.content


def test_all_of_it_works_where_no_engine_can_run(caller: Browser, settings: Settings) -> None:
    settings.ENGINE_REASON, settings.ENGINE_SOCKET = "no user namespaces", "/nonexistent"
    place = caller.send("/api/recordings", FIRST).headers["Location"]
    assert caller.get(f"{place}/events").content.count(b"\n") == len(json.loads(FIRST)["events"])
    assert caller.get(f"{place}/layers/0/files").status_code == 200
    assert caller.get(f"{place}/recording?blobs=true").json()["blobs"] == {}
    assert "does not hold" in problem_of(caller.get(f"{place}/layers/0/blob"), 410)["detail"]
    problem_of(caller.send("/api/builds", {"dockerfile": "FROM lab/base\n"}), 503)


def test_a_build_of_ones_own_is_not_marked(caller: Browser) -> None:
    assert caller.get(f"/api/builds/{running(caller.learner).pk}").json()["recorded_at"] is None


def test_a_recording_and_a_build_are_compared(caller: Browser) -> None:
    recording = caller.send("/api/recordings", FIRST).json()["id"]
    own = replayed(caller.learner, "one-line-changed")
    found = caller.get(f"/api/builds/{recording}/compare/{own.pk}").json()
    assert [image["recorded"] for image in found["images"]] == [True, False]
    assert found["first_difference"]["text"] == "step 4: app.py changed"


def test_an_imported_image_is_recorded_and_shown_as_a_build_is(caller: Browser) -> None:
    image = send(caller, oci(tar_of({"a": b"one"}), name="my/app")).json()["id"]
    content = caller.get(f"/api/builds/{image}/recording?blobs=true").content
    answer = caller.send("/api/recordings", content)
    place = answer.headers["Location"]
    assert place == f"/api/builds/{answer.json()['id']}"
    assert caller.get(f"{place}/recording").content == content
    assert caller.get(f"{place}/layers/0/files").json()["items"][0]["path"] == "a"
    assert "imported from a file" in caller.get(place.removeprefix("/api")).text
    problem_of(caller.get(f"{place}/layers/0/blob"), 410)
    assert caller.get(f"/api/builds/{image}/compare/{answer.json()['id']}").json()["pile"] == 1


def test_other_operations_are_recorded_too(caller: Browser) -> None:
    run = running(caller.learner)
    Operation.objects.filter(pk=run.pk).update(
        kind="run", request=msgspec.json.encode({"kind": "run", "build": str(run.pk)})
    )
    problem_of(caller.get(f"/api/operations/{run.pk}/recording"), 409)
    log.append(run.pk, run.claim, [Completed(0.5)])
    content = caller.get(f"/api/operations/{run.pk}/recording").content
    answer = caller.send("/api/recordings", content)
    assert answer.headers["Location"] == f"/api/operations/{answer.json()['id']}"
    assert caller.get(answer.headers["Location"]).json()["recorded_at"] == run.created_at.timestamp()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        FIRST[:-100],
        FIRST.replace(b'"version": 1', b'"version": 2'),
    ],
)
def test_what_is_no_recording_is_refused(caller: Browser, body: bytes) -> None:
    detail = problem_of(caller.send("/api/recordings", body), 422)["detail"]
    assert detail.startswith("This is no recording that can be shown: expected")
    assert not Operation.objects.exists()


def test_a_recording_of_somebody_else_is_not_there(caller: Browser) -> None:
    theirs = replayed(Learner.objects.create(), "first-build")
    for noun in ("builds", "operations"):
        problem_of(caller.get(f"/api/{noun}/{theirs.pk}/recording"), 404)
    token = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    problem_of(caller.delete(f"/api/recordings/{theirs.pk}", headers=token), 404)


def test_only_what_was_imported_is_deleted(caller: Browser) -> None:
    recording = caller.send("/api/recordings", FIRST).json()["id"]
    own = running(caller.learner)
    token = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    problem_of(caller.delete(f"/api/recordings/{recording}"), 403)
    problem_of(caller.delete(f"/api/recordings/{own.pk}", headers=token), 404)
    assert caller.delete(f"/api/recordings/{recording}", headers=token).status_code == 204
    assert [operation.pk for operation in Operation.objects.all()] == [own.pk]


def test_a_learner_keeps_so_many(caller: Browser, settings: Settings) -> None:
    settings.RECORDINGS_KEPT = 1
    caller.send("/api/recordings", FIRST)
    body = problem_of(caller.send("/api/recordings", FIRST), 422)
    assert (body["limit"], body["value"]) == ("recordings_kept", 1)


def test_the_documentation_names_every_field_kind_and_limit() -> None:
    fields = [field if field != "asked" else "request" for field in Recording.__struct_fields__]
    assert missing((*fields, *KINDS), TEXT) == []
    numbers = [MAX_EVENTS, MAX_LAYERS] + [
        size // 2**20 for size in (LISTINGS_BYTES, TAR_BYTES, BLOB_BYTES, IMPORT_BYTES)
    ]
    assert [number for number in numbers if not re.search(rf"\b{number:,}\b", TEXT)] == []
