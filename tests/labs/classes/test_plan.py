import pytest
from django.test import Client

from labs.classes.plan import CLOSING, MINUTES, OPENING, TALK, plan
from tests.labs.classes.rooms import instructor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
STEPS = range(1, 8)


@pytest.mark.parametrize("step", STEPS)
def test_a_lesson_has_fifty_minutes_without_a_gap(step: int) -> None:
    told, minute = plan(step), OPENING
    for part in told.parts:
        assert part.begin == minute
        assert part.talk >= TALK
        minute += part.work + part.talk
    assert (minute, told.closing) == (MINUTES - CLOSING, MINUTES - CLOSING)


@pytest.mark.parametrize("step", STEPS)
def test_a_lesson_has_a_question_its_right_answer_and_words_for_each_wrong_one(step: int) -> None:
    told = plan(step)
    assert told.parts[0].questions
    for asked in (question for part in told.parts for question in part.questions):
        assert [choice.right for choice in asked.choices].count(True) == 1, asked.html
    wrong = [choice for part in told.parts for asked in part.questions for choice in asked.choices]
    assert [choice for choice in wrong if choice.why and not choice.right]
    assert any(part.mistakes for part in told.parts)


@pytest.mark.parametrize("step", STEPS)
def test_everything_that_a_lesson_leads_to_is_there(step: int) -> None:
    told = plan(step)
    assert told.fallbacks
    places = [
        *(part.url for part in told.parts),
        *(url for _, url in told.home),
        *(one.url for one in told.fallbacks),
    ]
    visitor = Client()
    assert [place for place in places if visitor.get(place).status_code != 200] == []


def test_an_instructor_reads_the_plan_of_a_step_and_there_are_seven() -> None:
    teacher = instructor()
    page = teacher.get("/classes/plans/1").content.decode()
    assert "Step 1 in 50 minutes" in page
    assert "/classes/plans/7" in teacher.get("/classes").content.decode()
    assert teacher.get("/classes/plans/8").status_code == 404
