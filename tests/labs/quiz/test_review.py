from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from builds.models import Kind, Learner, Operation
from labs.models import Card, CardAnswer, Prediction
from labs.quiz import bank, review
from labs.quiz.marking import AnswerInvalid
from labs.quiz.schedule import FIRST, SOON
from tests.builds.operations import REQUEST
from tests.labs.quiz.answers import item, right, wrong

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
ASKED = "run-true"


@pytest.fixture
def learner() -> Learner:
    return Learner.objects.create()


def bank_later(step: int) -> list[str]:
    return [one.id for one in bank.items() if one.step == step and one.delayed]


def do_lab(learner: Learner, exercise: str, at: datetime, question: str = "", answer: str = "") -> None:
    operation = Operation.objects.create(learner=learner, kind=Kind.BUILD, request=REQUEST)
    made = Prediction.objects.create(
        learner=learner, operation=operation, exercise=exercise, question=question, answer=answer
    )
    Prediction.objects.filter(pk=made.pk).update(committed_at=at)


def test_what_was_missed_is_in_the_queue_after_ten_minutes(learner: Learner) -> None:
    asked = item(ASKED)
    assert not review.submit(learner, asked, wrong(asked), 3, NOW).right
    assert review.queue(learner, NOW) == []
    assert review.next_due(learner, NOW) == NOW + SOON
    assert review.queue(learner, NOW + SOON) == [asked]


def test_what_was_right_comes_back_another_day(learner: Learner) -> None:
    asked = item(ASKED)
    assert review.submit(learner, asked, right(asked), None, NOW).right
    due = review.next_due(learner, NOW)
    assert due
    assert due - NOW > timedelta(days=1)
    assert review.queue(learner, due - SOON) == []
    again = review.submit(learner, asked, right(asked), None, due)
    assert again.turn == 2
    assert again.card.due - due > due - NOW


def test_until_it_has_come_back_the_first_answer_stays(learner: Learner) -> None:
    asked = item(ASKED)
    first = review.submit(learner, asked, wrong(asked), None, NOW)
    for _ in range(3):
        with pytest.raises(review.NotDue) as caught:
            review.submit(learner, asked, right(asked), None, NOW + SOON / 2)
        assert caught.value.answer == first
    assert CardAnswer.objects.count() == 1


def test_what_is_no_answer_leaves_nothing_behind(learner: Learner) -> None:
    with pytest.raises(AnswerInvalid):
        review.submit(learner, item(ASKED), ["x"], None, NOW)
    assert not Card.objects.exists()


def test_a_turn_has_one_answer_in_the_database_too(learner: Learner) -> None:
    asked = item(ASKED)
    first = review.submit(learner, asked, right(asked), None, NOW)
    with pytest.raises(IntegrityError):
        first.card.answers.create(turn=1, given=[], right=False, answered_at=NOW)


def test_an_exercise_brings_its_questions_the_day_after(learner: Learner) -> None:
    do_lab(learner, "order-and-size", NOW)
    assert review.queue(learner, NOW + FIRST / 2) == []
    assert [one.id for one in review.queue(learner, NOW + FIRST)] == [
        *("swapped-steps", "three-runs-or-one", "seeds-note", "seeds-joined")
    ]


def test_questions_on_dockerfiles_not_seen_before_come_after_a_day_and_after_four(learner: Learner) -> None:
    do_lab(learner, "order-and-size", NOW)
    for days, names in ((0, set()), (1, {"seeds-note", "seeds-joined"}), (4, set(bank_later(5)))):
        found = {one.id for one in review.queue(learner, NOW + timedelta(days=days)) if one.delayed}
        assert found == names


def test_what_was_missed_in_an_exercise_comes_first_and_sooner(learner: Learner) -> None:
    do_lab(learner, "what-a-change-costs", NOW, "chmod", "0 B")
    do_lab(learner, "many-stages", NOW, "failing-test", "skipped")
    assert review.queue(learner, NOW + SOON / 2) == []
    assert [one.id for one in review.queue(learner, NOW + SOON)] == ["chmod-of-a-megabyte"]
    later = [one.id for one in review.queue(learner, NOW + FIRST)]
    assert later[0] == "chmod-of-a-megabyte"
    assert "failing-stage" in later
    assert len(later) == len(set(later))


def test_the_longest_due_comes_first_and_new_ones_last(learner: Learner) -> None:
    do_lab(learner, "order-and-size", NOW - FIRST)
    for minute, name in enumerate(("failing-stage", ASKED)):
        asked = item(name)
        review.submit(learner, asked, wrong(asked), None, NOW + timedelta(minutes=minute))
    names = [one.id for one in review.queue(learner, NOW + timedelta(hours=1))]
    later = ["seeds-note", "seeds-joined"]
    assert names == ["failing-stage", ASKED, "swapped-steps", "three-runs-or-one", *later]


def test_a_step_asks_what_was_not_asked_yet(learner: Learner) -> None:
    asked = item(ASKED)
    assert review.new_of_step(learner, 1) == bank.of_step(1)
    review.submit(learner, asked, right(asked), None, NOW)
    assert asked not in review.new_of_step(learner, 1)
    assert review.new_of_step(Learner.objects.create(), 1) == bank.of_step(1)


def test_at_the_end_of_a_lab_a_missed_question_of_an_earlier_step_is_asked_first(learner: Learner) -> None:
    assert review.earlier(learner, 1, NOW) is None
    fresh = review.earlier(learner, 4, NOW)
    assert fresh
    assert fresh.step == 3
    asked = item(ASKED)
    review.submit(learner, asked, wrong(asked), None, NOW)
    assert review.earlier(learner, 4, NOW + SOON) == asked


def test_a_question_that_left_the_bank_is_not_asked(learner: Learner) -> None:
    card = Card.objects.create(learner=learner, item="of-old", due=NOW)
    answer = card.answers.create(turn=1, given=["x"], right=True, answered_at=NOW)
    assert review.queue(learner, NOW) == []
    with pytest.raises(CardAnswer.DoesNotExist):
        review.find_answer(learner, answer.pk)
