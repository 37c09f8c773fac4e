"""A guest's way through a lab, on a running site."""

import hashlib
import io
import tarfile
import time
from typing import Any

import pytest

from labs.catalogue import find
from labs.exercise import Exercise, edited
from tests.site import Guest

pytestmark = pytest.mark.engine
SECONDS = 120


def lab(slug: str) -> Exercise:
    found = find(slug)
    assert found is not None
    return found


def graded(guest: Guest, slug: str, task: str, dockerfile: str, **files: object) -> dict[str, Any]:
    answer = guest.post(
        f"/api/exercises/{slug}/attempts", {"task": task, "dockerfile": dockerfile, "files": files}
    )
    assert answer.status_code == 202, answer.text
    end = time.monotonic() + SECONDS
    while True:
        body: dict[str, Any] = guest.get(answer.headers["Location"]).json()
        if body["status"] in ("graded", "stopped"):
            return body
        assert time.monotonic() < end, body
        time.sleep(0.3)


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
    assert (told["ready"], told["missing"]) == (False, ["first", "second"])
    for run in guest.get(f"/api/exercises/{quiz.slug}").json()["runs"]:
        body = {"kind": "run", "build": built["id"], "command": run["command"]}
        answer = guest.post("/api/operations", body)
        assert answer.status_code == 201, answer.text
        end = time.monotonic() + SECONDS
        while guest.get(answer.headers["Location"]).json()["status"] != "completed":
            assert time.monotonic() < end
            time.sleep(0.2)
    told = guest.get(f"/api/builds/{built['id']}/evidence").json()
    assert (told["ready"], told["verdict"], told["fact"]["value"]) == (True, "skipped", "good morning")
