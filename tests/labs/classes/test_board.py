import csv
import datetime
import io

import pytest
from django.utils import timezone

from builds import services
from builds.models import Learner
from labs import catalogue
from labs.classes import board, grades, joining
from labs.models import Attempt, AttemptStatus, Classroom, Participant, Prediction
from tests.builds.operations import REQUEST, queued
from tests.labs.classes.rooms import instructor, prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
NOW = timezone.now()
MINUTE = datetime.timedelta(minutes=1)
EXERCISE = next(one for one in catalogue.exercises() if one.matter.question and one.tasks)
QUESTION = EXERCISE.questions()[0]
RIGHT = QUESTION.evidence.answer
WRONG = next(option.value for option in QUESTION.options if option.value != RIGHT)


def joined(room: Classroom, nickname: str, minutes_ago: float = 0) -> Learner:
    seat = joining.join(room, Learner.objects.create(), nickname)
    Participant.objects.filter(pk=seat.pk).update(joined_at=NOW - minutes_ago * MINUTE)
    return seat.learner


def predict(
    learner: Learner, answer: str, minutes_ago: float = 0, confidence: int | None = None
) -> Prediction:
    """Empty for skipped."""
    build = queued(learner)
    services.cancel(build)
    made = Prediction.objects.create(
        learner=learner,
        operation=build,
        exercise=EXERCISE.slug,
        question=QUESTION.id,
        answer=answer,
        skipped=not answer,
        confidence=confidence,
    )
    at = NOW - minutes_ago * MINUTE
    Prediction.objects.filter(pk=made.pk).update(committed_at=at)
    type(build).objects.filter(pk=build.pk).update(created_at=at)
    return made


def hand_in(learner: Learner, passed: bool, minutes_ago: float = 0) -> None:
    made = Attempt.objects.create(
        learner=learner,
        exercise=EXERCISE.slug,
        task=EXERCISE.tasks[0].id,
        request=REQUEST,
        status=AttemptStatus.GRADED,
        passed=passed,
        result=b"{}",
    )
    Attempt.objects.filter(pk=made.pk).update(created_at=NOW - minutes_ago * MINUTE)


def test_stuck_is_who_has_not_come_on_for_five_minutes() -> None:
    room = prepared()
    joined(room, "fresh", 4.9)
    joined(room, "idle", 5)
    predict(joined(room, "predicts", 60), RIGHT, 4)
    predict(joined(room, "stopped", 60), RIGHT, 6)
    hand_in(joined(room, "solves", 60), True, 1)
    hand_in(joined(room, "fails", 60), False, 1)
    seats = board.seats(room, NOW)
    assert [(one.participant.nickname, one.stuck) for one in seats] == [
        ("fails", True),
        ("stopped", True),
        ("idle", True),
        ("fresh", False),
        ("predicts", False),
        ("solves", False),
    ]


def test_who_solves_the_same_task_again_does_not_come_on() -> None:
    learner = joined(room := prepared(), "ada", 60)
    hand_in(learner, True, 30)
    hand_in(learner, True, 1)
    (seat,) = board.seats(room, NOW)
    assert (seat.solved, seat.stuck) == (1, True)


def test_a_seat_says_where_somebody_is_and_what_they_tried_since() -> None:
    learner = joined(room := prepared(), "ada", 60)
    predict(learner, WRONG, 10)
    queued(learner)
    (seat,) = board.seats(room, timezone.now())
    assert (seat.place, seat.tries, seat.stuck) == (EXERCISE.matter.title, 1, True)


def test_predictions_are_counted_by_option_with_how_sure_they_were() -> None:
    room = prepared()
    for nickname, answer, sure in (("a", WRONG, 3), ("b", WRONG, 2), ("c", RIGHT, None), ("d", "", None)):
        predict(joined(room, nickname), answer, confidence=sure)
    predict(Learner.objects.create(), WRONG, confidence=3)  # of nobody in the class
    (asked,) = board.questions(room)
    assert (asked.answered, asked.right, asked.skipped) == (3, 1, 1)
    counts = {option.right: (option.chosen, option.confidence) for option in asked.options if option.chosen}
    assert counts == {False: (2, 2.5), True: (1, None)}


def test_the_page_shows_the_board_and_what_is_asked_for_alone() -> None:
    teacher = instructor()
    predict(joined(room := prepared(teacher), "Ada", 60), WRONG, 30, confidence=3)
    for path in ("", "/board"):
        page = teacher.get(f"/classes/{room.pk}{path}").content.decode()
        assert "Ada" in page
        assert "Stuck" in page
        assert "0 of 1 right" in page
        assert "confidence 3.0 of 3" in page


def test_the_board_takes_no_more_queries_for_more_learners(django_assert_num_queries: object) -> None:
    room = prepared()
    for count in range(3):
        predict(joined(room, f"n{count}"), RIGHT)
    with django_assert_num_queries(5):  # type: ignore[operator]  # pytest-django's is untyped
        board.seats(room, NOW)


def test_the_grade_book_has_a_row_for_each_and_tells_right_from_wrong() -> None:
    teacher = instructor()
    room = prepared(teacher)
    ada, bob = joined(room, "Ada"), joined(room, "Bob")
    predict(ada, RIGHT)
    hand_in(ada, False)
    hand_in(ada, True)
    hand_in(ada, False)
    predict(bob, WRONG)
    hand_in(bob, False)
    answer = teacher.get(f"/classes/{room.pk}/grades.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="grades.csv"'
    rows = {row["nickname"]: row for row in csv.DictReader(io.StringIO(answer.content.decode()))}
    task, question = f"task {EXERCISE.slug}/{EXERCISE.tasks[0].id}", f"question {EXERCISE.slug}/{QUESTION.id}"
    shown = [(row[task], row[question], row["tasks solved"], row["questions right"]) for row in rows.values()]
    assert list(rows) == ["Ada", "Bob"]
    assert shown == [("1", "1", "1", "1"), ("0", "0", "0", "0")]
    assert {cell for name, cell in rows["Bob"].items() if name not in (task, question)} >= {""}


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_grade_book_is_a_formula(sign: str) -> None:
    """Names are checked when one joins; here is one that came past that."""
    room = prepared()
    joined(room, "Ada")
    Participant.objects.update(nickname=f'{sign}cmd|"/c calc"!A1')
    (row,) = csv.DictReader(io.StringIO(grades.as_csv(room), newline=""))
    assert row["nickname"] == f'\'{sign}cmd|"/c calc"!A1'
