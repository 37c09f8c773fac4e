import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from builds.models import Learner
from labs.checkup.asking import ASKED, standing
from labs.checkup.models import CheckupAnswer
from tests.labs.quiz.answers import right

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Client:
    return Client()


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


def send(guest: Client, given: list[str] | None = None) -> Any:
    """The right answer to what is asked now, or another one."""
    item = standing(Learner.objects.get(pk=guest.session["learner"]), timezone.now()).item
    assert item
    answer = right(item) if given is None else given
    return guest.post("/checkup", {"question": item.id, "answer": answer}, follow=True)


def test_nobody_is_asked_who_does_not_want_to(guest: Client) -> None:
    page = guest.get("/checkup")
    assert "Take part" in text(page)
    assert 'name="answer"' not in page.content.decode()
    assert "Stop taking part" not in text(page)


def test_six_answers_later_the_result_is_told_and_not_before(guest: Client) -> None:
    page = guest.get("/checkup?go")
    for left in range(len(ASKED), 0, -1):
        assert f"Before the course: {left} of 6 left" in text(page)
        assert "How sure are you?" not in text(page)
        page = send(guest)
        assert page.status_code == 200
    page = guest.get("/checkup")
    assert "Before the course: 6 of 6 right" in text(page)
    assert "Go on here when you have done as much of the course" in text(page)


def test_what_is_no_answer_gets_the_question_again(guest: Client) -> None:
    guest.get("/checkup")
    page = send(guest, ["x"])
    assert page.status_code == 422
    assert "Give a whole number" in text(page)


def test_a_form_that_is_not_asked_shows_what_is(guest: Client) -> None:
    page = guest.post("/checkup", {"question": "none", "answer": "1"}, follow=True)
    assert "6 of 6 left" in text(page)
    assert not CheckupAnswer.objects.exists()


def test_who_stops_takes_no_part(guest: Client) -> None:
    guest.get("/checkup")
    send(guest)
    assert "Stop taking part" in text(guest.get("/checkup"))
    assert "Take part" in text(guest.post("/checkup/stop", follow=True))
    assert not CheckupAnswer.objects.exists()


def test_after_the_second_time_the_day_of_the_third_is_told(guest: Client) -> None:
    guest.get("/checkup")
    for _ in range(2 * len(ASKED)):
        send(guest)
    page = guest.get("/checkup")
    assert "After 7 days the questions come back: on" in text(page)
    assert 'time data-local="day"' in page.content.decode()
