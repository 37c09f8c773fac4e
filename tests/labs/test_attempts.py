"""A guest's way through a lab, on a running site."""

import hashlib
import io
import tarfile
import time
from typing import Any

import pytest
from django.conf import settings

from labs.catalogue import find
from labs.exercise import Exercise, edited
from tests.site import Guest, Site

pytestmark = pytest.mark.engine
SECONDS = 120


def lab(slug: str) -> Exercise:
    found = find(slug)
    assert found is not None
    return found


def handed_in(guest: Guest, slug: str, task: str, dockerfile: str, **files: object) -> str:
    """Where the attempt is."""
    answer = guest.post(
        f"/api/exercises/{slug}/attempts", {"task": task, "dockerfile": dockerfile, "files": files}
    )
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"]


def ended(guest: Guest, place: str) -> dict[str, Any]:
    end = time.monotonic() + SECONDS
    while True:
        body: dict[str, Any] = guest.get(place).json()
        if body["status"] in ("graded", "stopped"):
            return body
        assert time.monotonic() < end, body
        time.sleep(0.3)


def graded(guest: Guest, slug: str, task: str, dockerfile: str, **files: object) -> dict[str, Any]:
    return ended(guest, handed_in(guest, slug, task, dockerfile, **files))


def test_the_typed_words_are_found_in_the_blob_that_evidence_points_at(guest: Guest) -> None:
    exercise = lab("its-still-there")
    question = guest.get("/api/exercises/its-still-there").json()["question"]
    gone = next(option["id"] for option in question["options"] if "Gone" in option["html"])
    prediction = {"question": "gone", "answer": gone, "confidence": 3}
    fields = {"files": {"secret.txt": "Biscuit\n"}, "exercise": "its-still-there", "prediction": prediction}
    built = guest.build(exercise.start.dockerfile, **fields)
    told = guest.get(f"/api/builds/{built['id']}/evidence").json()
    assert (told["verdict"], told["answer"], told["fact"]["value"]) == ("wrong", gone, "hidden")
    index = told["fact"]["layers"][0]
    blob = guest.get(f"/api/builds/{built['id']}/layers/{index}/blob").content
    assert f"sha256:{hashlib.sha256(blob).hexdigest()}" == built["layers"][index]["digest"]
    with tarfile.open(fileobj=io.BytesIO(blob)) as layer:
        file = layer.extractfile(told["fact"]["path"])
        assert file is not None
        assert file.read() == b"Biscuit\n"


def test_called_it(guest: Guest) -> None:
    exercise = lab("the-build-cache")
    first = guest.build(exercise.start.dockerfile, files=exercise.start.files, exercise=exercise.slug)
    assert first["status"] == "completed", first
    swap = edited(exercise.start, exercise.matter.edits[0].changes)
    guesses = {"1": "cached", "2": "cached", "3": "cached", "4": "rebuilt", "5": "cached"}
    second = guest.build(
        swap.dockerfile, files=swap.files, exercise=exercise.slug, prediction={"steps": guesses}
    )
    told = guest.get(f"/api/builds/{second['id']}/evidence").json()
    assert (told["called"], told["asked"]) == (4, 5)
    assert told["miss"].startswith("You said cached; it was rebuilt")
    assert second["seconds"] < first["seconds"]


def test_an_answer_is_graded_and_a_known_mistake_is_met_with_words(guest: Guest) -> None:
    task = lab("the-build-cache").tasks[0]
    wrong = task.matter.wrong[0]
    files = dict(task.start.files)
    for _ in range(2):  # the second time, all but what is salted lies in the cache
        body = graded(guest, "the-build-cache", task.id, str(wrong.files["Dockerfile"]), **files)
        assert body["passed"] is False, body
        assert "never reads it" in body["feedback"]
    body = graded(guest, "the-build-cache", task.id, task.solution.dockerfile, **files)
    assert body["passed"] is True, body
    assert [build["status"] for build in body["builds"]] == ["completed", "completed"]
    assert guest.state(body["builds"][1]["id"])["status"] == "completed"
    assert guest.get("/api/exercises/the-build-cache").json()["unlocked"] is False


def test_an_answer_that_cannot_be_built_is_graded_too(guest: Guest) -> None:
    body = graded(guest, "what-a-layer-is", "settings", "FROM lab/base\nRUN false\n")
    assert (body["status"], body["passed"], body["feedback"]) == ("graded", False, None)
    assert "exit code: 1" in body["checks"][0]["found"]


def test_a_quiz_is_decided_by_a_build_and_two_containers(guest: Guest) -> None:
    quiz = lab("myth-containers-change-images")
    fields = {"files": quiz.start.files, "exercise": quiz.slug}
    built = guest.build(quiz.start.dockerfile, **fields)
    told = guest.get(f"/api/builds/{built['id']}/evidence").json()
    assert (told["ready"], told["missing"]) == (False, ["c1", "c2"])
    for run in guest.get(f"/api/exercises/{quiz.slug}").json()["afterwards"]:
        body = {**run["request"], "build": built["id"]}
        answer = guest.post("/api/operations", body)
        assert answer.status_code == 201, answer.text
        end = time.monotonic() + SECONDS
        while guest.get(answer.headers["Location"]).json()["status"] != "completed":
            assert time.monotonic() < end
            time.sleep(0.2)
    told = guest.get(f"/api/builds/{built['id']}/evidence").json()
    assert (told["ready"], told["verdict"], told["fact"]["value"]) == (True, "skipped", "good morning")


def test_one_learners_attempts_leave_a_worker_to_the_others(site: Site, guest: Guest) -> None:
    """As many attempts as there are workers run one after the other, and somebody else builds meanwhile."""
    slow = "FROM lab/base\nRUN sleep {}\n"
    places = [
        handed_in(guest, "what-a-layer-is", "settings", slow.format(number / 10 or 90))
        for number in range(settings.BUILDS_AT_ONCE)
    ]
    first, second = (guest.get(place).json()["builds"][0]["id"] for place in places[:2])
    own = guest.start("FROM lab/base\nRUN true\n")
    with Guest(site) as other:
        assert other.build("FROM lab/base\nRUN echo other > /x\n")["status"] == "completed"
    assert [guest.state(build)["status"] for build in (first, second)] == ["running", "queued"]
    guest.post(f"/api/builds/{first}/cancel")
    assert {ended(guest, place)["status"] for place in places[1:]} == {"graded"}
    assert guest.wait(own)["status"] == "completed"


def test_an_attempt_whose_build_is_cancelled_stops_and_says_so(guest: Guest) -> None:
    place = handed_in(guest, "what-a-layer-is", "settings", "FROM lab/base\nRUN sleep 60\n")
    build = guest.get(place).json()["builds"][0]["id"]
    guest.wait_until(build, lambda state: state["status"] == "running")
    guest.post(f"/api/builds/{build}/cancel")
    body = ended(guest, place)
    assert (body["status"], body["passed"]) == ("stopped", None)
    assert "cancelled" in body["message"]
