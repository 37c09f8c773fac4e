"""What the start page says of a learner's own way."""

import pytest
from django.utils import timezone

from builds.models import Learner, Operation, Status
from labs.catalogue import find
from labs.course import core
from labs.course_map import CourseMap, State, Stop, draw
from labs.models import Attempt, Card, Prediction
from labs.quiz import bank
from tests.api.callers import Browser
from tests.belongings import give_everything
from tests.builds.comparison.test_read import replayed
from tests.builds.operations import REQUEST

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = "what-a-layer-is"


def stop(drawn: CourseMap, slug: str) -> Stop:
    return next(one for stage in drawn.stages for one in stage.stops if one.url == f"/labs/{slug}")


def predict(learner: Learner, slug: str) -> Operation:
    operation = replayed(learner, "first-build")
    Prediction.objects.create(learner=learner, operation=operation, exercise=slug)
    return operation


def solve(learner: Learner, slug: str) -> None:
    exercise = find(slug)
    assert exercise is not None
    predict(learner, slug)
    fields = {"learner": learner, "exercise": slug, "request": REQUEST, "result": b"{}"}
    for task in exercise.tasks:
        Attempt.objects.create(task=task.id, status="graded", passed=True, **fields)
        Attempt.objects.create(task=task.id, status="graded", passed=True, **fields)


def test_a_newcomer_has_begun_nothing_and_is_led_to_the_first_exercise() -> None:
    drawn = draw(Learner.objects.create())
    assert {one.state for stage in drawn.stages for one in stage.stops} == {State.NOT_BEGUN}
    assert drawn.next == stop(drawn, FIRST)
    assert (drawn.done, drawn.core) == (0, 7)
    assert [stage.number for stage in drawn.stages] == [None, 1, 2, 3, 4, 5, 6, 7]


def test_an_exercise_is_predicted_then_built_then_done_when_its_tasks_are_solved() -> None:
    learner = Learner.objects.create()
    operation = predict(learner, FIRST)
    Operation.objects.filter(pk=operation.pk).update(status=Status.FAILED)
    assert stop(draw(learner), FIRST).state == State.PREDICTED
    Operation.objects.filter(pk=operation.pk).update(status=Status.COMPLETED)
    assert stop(draw(learner), FIRST).state == State.BUILT
    solve(learner, FIRST)
    drawn = draw(learner)
    assert stop(drawn, FIRST).state == State.DONE
    assert stop(drawn, FIRST).solved == stop(drawn, FIRST).tasks
    assert drawn.next == stop(drawn, "its-still-there")


def test_the_questions_of_a_step_count_those_that_were_answered() -> None:
    learner = Learner.objects.create()
    first = draw(learner).stages[1]
    assert first.questions > 0
    assert first.answered == 0
    Card.objects.create(learner=learner, item=bank.of_step(1)[0].id, due=timezone.now())
    assert draw(learner).stages[1].answered == 1
    assert draw(learner).stages[2].answered == 0


def test_what_another_learner_did_counts_for_nobody_else() -> None:
    solve(Learner.objects.create(), FIRST)
    assert stop(draw(Learner.objects.create()), FIRST).state == State.NOT_BEGUN


def test_whoever_has_done_the_core_path_is_led_no_further() -> None:
    browser = Browser()
    for exercise in core():
        solve(browser.learner, exercise.slug)
    drawn = draw(browser.learner)
    assert (drawn.next, drawn.done) == (None, drawn.core)
    page = browser.get("/").content.decode()
    assert "You have done the core path" in page
    assert "Next</strong>" not in page


def test_the_start_page_shows_the_map_and_marks_the_next_exercise() -> None:
    browser = Browser()
    give_everything(browser.learner)
    page = browser.get("/").content.decode()
    assert page.count('aria-current="step"') == 1
    assert page.count("<b>core</b>") == 7
    assert f"about {draw(browser.learner).minutes} minutes" in page
