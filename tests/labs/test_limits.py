"""An exercise's own limits, which are lower than the site's: when a build is asked for, and while it runs."""

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from builds.events import Failed
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.services import RequestRefused, submit_build
from labs import attempts, rehearsal, services
from labs.exercise import Exercise
from labs.grading import Stopped
from labs.loading import load
from labs.models import Attempt
from tests.api.callers import Browser, problem_of
from tests.builds.performed import only, worked
from tests.builds.told import tells
from tests.labs.exercises import MATTER, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
LONG = BuildRequest("FROM lab/base\nRUN true\nRUN false\n")
SLOW = BuildRequest("FROM lab/base\nRUN sleep 60\n")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """Of one exercise, with limits of steps and of seconds; it builds again when an answer is graded."""
    script = [{"do": "build"}, {"do": "build", "id": "b2", "append": "RUN sleep 60 # {nonce}\n"}]
    task: dict[str, Any] = {**MATTER["tasks"][0], "script": script, "wrong": []}
    limits = {"steps": 3, "wall_seconds": 3}
    exercise = load(write(tmp_path, {**MATTER, "limits": limits, "tasks": [task]}))
    monkeypatch.setattr("labs.catalogue.exercises", lambda: (exercise,))
    return exercise


def test_a_request_past_the_exercises_limit_is_refused_there_and_nowhere_else(course: Exercise) -> None:
    caller = Browser()
    body = {"dockerfile": LONG.dockerfile + "RUN echo\n", "files": {}}
    refused = problem_of(caller.send("/api/builds", body | {"exercise": course.slug}), 422)
    tells(refused["detail"], "steps", 3, "The Dockerfile has 4 instructions")
    assert not Operation.objects.exists()
    assert caller.send("/api/builds", body).status_code == 201
    with pytest.raises(RequestRefused):
        services.submit_attempt(caller.learner, course.slug, "task", BuildRequest(body["dockerfile"]))  # type: ignore[arg-type]


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings")
def test_a_build_of_the_exercise_is_stopped_by_its_clock_and_another_by_the_sites(
    course: Exercise, owner: Learner
) -> None:
    slow = services.submit_build(owner, course.slug, SLOW, None)
    failed = only(Failed, async_to_sync(worked)(slow))
    assert failed.reason == "time"
    tells(f"{failed.error} {failed.hint}", "wall_seconds", "3 seconds", "build")
    assert submit_build(owner, SLOW).limits == {}


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings")
def test_so_is_each_build_that_grades_an_answer(course: Exercise, owner: Learner) -> None:
    made = services.submit_attempt(
        owner, course.slug, "task", BuildRequest("FROM lab/base\nRUN touch /new\n")
    )
    async_to_sync(worked)(made.operations.get().operation)
    attempts.go_on(Attempt.objects.get(pk=made.pk))
    second = made.operations.get(label="b2").operation
    assert only(Failed, async_to_sync(worked)(second)).reason == "time"
    with pytest.raises(Stopped, match="3 seconds"):
        rehearsal.rehearse(course.tasks[0], course.tasks[0].solution, owner)
