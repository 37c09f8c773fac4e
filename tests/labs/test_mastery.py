from datetime import timedelta

import pytest
from django.utils import timezone

from builds.models import Kind, Learner, Operation
from labs import catalogue
from labs.mastery import Mastery, mastery
from labs.models import Attempt, Card, Prediction
from labs.quiz import bank
from tests.api.callers import Browser
from tests.builds.operations import REQUEST

pytestmark = pytest.mark.django_db
STEP = 2
FIRST, SECOND = "its-still-there", "what-a-change-costs"


@pytest.fixture
def learner() -> Learner:
    return Learner.objects.create()


def predict(learner: Learner, slug: str, right: bool) -> None:
    exercise = catalogue.find(slug)
    assert exercise
    question = exercise.questions()[0]
    answer = question.evidence.answer
    if not right:
        answer = next(option.value for option in question.options if option.value != answer)
    operation = Operation.objects.create(learner=learner, kind=Kind.BUILD, request=REQUEST)
    fields = {"exercise": slug, "question": question.id, "answer": answer}
    Prediction.objects.create(learner=learner, operation=operation, **fields)


def solve(learner: Learner, slug: str) -> None:
    fields = {"exercise": slug, "request": REQUEST, "result": b"{}", "status": "graded", "passed": True}
    Attempt.objects.create(learner=learner, task="any", **fields)


def recall(learner: Learner, right: bool, delayed: bool = True) -> None:
    now = timezone.now()
    name = next(item.id for item in bank.items() if item.step == STEP and item.delayed == delayed)
    card = Card.objects.create(learner=learner, item=name, due=now + timedelta(days=1))
    card.answers.create(turn=1, given=[], right=right, answered_at=now)


def test_at_first_nothing_is_mastered(learner: Learner) -> None:
    assert mastery(learner)[STEP] == Mastery(0, 2, False)
    assert set(mastery(learner)) == set(range(1, 8))
    assert not any(one.complete for one in mastery(learner).values())


def test_a_right_prediction_in_one_lab_and_a_task_in_another_and_one_recalled_master_a_step(
    learner: Learner,
) -> None:
    predict(learner, FIRST, right=True)
    assert mastery(learner)[STEP] == Mastery(1, 2, False)
    solve(learner, SECOND)
    assert not mastery(learner)[STEP].complete
    recall(learner, right=True)
    assert mastery(learner)[STEP] == Mastery(2, 2, True)
    assert mastery(learner)[STEP].complete


def test_two_in_the_same_lab_count_once(learner: Learner) -> None:
    predict(learner, FIRST, right=True)
    solve(learner, FIRST)
    assert mastery(learner)[STEP].shown == 1


def test_what_was_wrong_counts_for_nothing(learner: Learner) -> None:
    predict(learner, FIRST, right=False)
    recall(learner, right=False)
    assert mastery(learner)[STEP] == Mastery(0, 2, False)


def test_a_question_that_is_asked_at_once_recalls_nothing(learner: Learner) -> None:
    recall(learner, right=True, delayed=False)
    assert not mastery(learner)[STEP].recalled


def test_what_another_learner_did_counts_for_nobody_else(learner: Learner) -> None:
    solve(Learner.objects.create(), FIRST)
    assert mastery(learner)[STEP].shown == 0


def test_the_map_tells_how_far_one_is_and_that_a_step_is_mastered() -> None:
    browser = Browser()
    assert "Towards mastery" not in browser.get("/").content.decode()
    predict(browser.learner, FIRST, right=True)
    page = browser.get("/").content.decode()
    assert "right in 1 of 2 labs, not yet recalled another day" in page
    solve(browser.learner, SECOND)
    recall(browser.learner, right=True)
    assert "<b>Mastered</b>" in browser.get("/").content.decode()
