from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from builds.models import Learner
from labs.checkup import asking
from labs.checkup.asking import ASKED, NotAsked, standing, submit
from labs.checkup.models import CheckupAnswer
from labs.checkup.moments import Moment, opens, upcoming
from labs.models import Card
from labs.quiz import bank
from labs.quiz.marking import AnswerInvalid
from tests.labs.quiz.answers import right

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture
def learner() -> Learner:
    return Learner.objects.create()


def answer_all(learner: Learner, now: datetime) -> list[str]:
    """Rightly; the questions as they were asked, by name and variant."""
    asked = []
    while item := standing(learner, now).item:
        moment = standing(learner, now).moment
        asked.append(f"{item.id} {standing(learner, now).variant}")
        submit(learner, item.id, right(item), now)
        if standing(learner, now).moment != moment:
            break
    return asked


def test_one_question_of_each_of_six_steps_is_asked() -> None:
    assert [item.step for name in ASKED if (item := bank.find(name))] == [1, 2, 3, 4, 5, 6]


def test_who_has_answered_nothing_is_asked_before_the_course(learner: Learner) -> None:
    stand = standing(learner, NOW)
    assert (stand.moment, stand.left, stand.results) == (Moment.BEFORE, len(ASKED), {})
    assert stand.item
    assert not CheckupAnswer.objects.exists()


def test_after_the_course_comes_when_one_wants_and_the_others_7_and_28_days_after_that(
    learner: Learner,
) -> None:
    answer_all(learner, NOW)
    assert standing(learner, NOW).moment == Moment.AFTER
    over = NOW + timedelta(days=3)
    answer_all(learner, over)
    for moment, days in ((Moment.WEEK, 7), (Moment.MONTH, 28)):
        opening = over + timedelta(days=days)
        early = standing(learner, opening - timedelta(seconds=1))
        assert (early.moment, early.item, early.opens) == (moment, None, opening)
        assert len(answer_all(learner, opening)) == len(ASKED)
    last = standing(learner, over + timedelta(days=40))
    assert (last.moment, last.item) == (None, None)
    assert last.results == dict.fromkeys(Moment, len(ASKED))


def test_the_questions_come_in_other_words_at_each_of_the_first_three_moments(learner: Learner) -> None:
    asked = [answer_all(learner, NOW + timedelta(days=days)) for days in (0, 1, 8)]
    for words in zip(*asked, strict=True):
        assert len(set(words)) == 3


def test_only_the_question_that_is_asked_now_is_taken(learner: Learner) -> None:
    item = standing(learner, NOW).item
    assert item
    for name in (ASKED[-1], "nothing", ""):
        with pytest.raises(NotAsked):
            submit(learner, name, right(item), NOW)
    submit(learner, item.id, right(item), NOW)
    with pytest.raises(NotAsked):
        submit(learner, item.id, right(item), NOW)
    assert CheckupAnswer.objects.count() == 1


def test_what_is_no_answer_is_not_kept(learner: Learner) -> None:
    with pytest.raises(AnswerInvalid):
        submit(learner, ASKED[0], ["x"], NOW)
    assert not CheckupAnswer.objects.exists()


def test_a_question_of_a_moment_has_one_answer_in_the_database_too(learner: Learner) -> None:
    answer_all(learner, NOW)
    one = CheckupAnswer.objects.all()[0]
    with pytest.raises(IntegrityError):
        CheckupAnswer.objects.create(
            learner=learner,
            moment=one.moment,
            item=one.item,
            variant=0,
            given=[],
            right=True,
            answered_at=NOW,
        )


def test_who_stops_has_no_answers_and_the_review_knows_nothing_of_it(learner: Learner) -> None:
    answer_all(learner, NOW)
    assert not Card.objects.exists()
    asking.stop(Learner.objects.create())
    assert CheckupAnswer.objects.count() == len(ASKED)
    asking.stop(learner)
    assert standing(learner, NOW).moment == Moment.BEFORE


def test_moments_come_in_their_order() -> None:
    assert upcoming({}) == Moment.BEFORE
    assert upcoming({Moment.BEFORE: NOW}) == Moment.AFTER
    assert opens(Moment.AFTER, {Moment.BEFORE: NOW}) is None
    assert upcoming(dict.fromkeys(Moment, NOW)) is None
