import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from builds.models import Learner
from labs.models import Card, CardAnswer
from labs.prose import inline
from labs.quiz import bank, review
from labs.quiz.item import Item
from tests.labs.quiz.answers import item, right, wrong

pytestmark = pytest.mark.django_db
ASKED = "run-true"


@pytest.fixture
def guest() -> Client:
    return Client()


def answer(guest: Client, name: str, given: list[str], **more: str) -> Any:
    return guest.post(f"/questions/{name}", {"answer": given, **more}, follow=True)


def fresh(guest: Client, name: str) -> Item:
    """As this guest is asked it next."""
    guest.get("/review")
    return review.next_turn(Learner.objects.get(pk=guest.session["learner"]), item(name))[0]


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


@pytest.mark.parametrize("asked", bank.items(), ids=lambda asked: asked.id)
def test_every_question_is_asked_answered_and_proven(guest: Client, asked: Any) -> None:
    page = answer(guest, asked.id, right(fresh(guest, asked.id)), confidence="2")
    assert page.status_code == 200
    assert "<h1>Right</h1>" in page.content.decode()
    assert f'href="/labs/{asked.proof.exercise}"' in page.content.decode()
    assert CardAnswer.objects.get().confidence == 2


@pytest.mark.parametrize("step", range(1, 8))
def test_a_step_asks_one_question_after_the_other_until_none_is_left(guest: Client, step: int) -> None:
    for left in range(len(bank.of_step(step)), 0, -1):
        page = guest.get(f"/quiz/{step}")
        assert f"{left} of {len(bank.of_step(step))} not answered yet" in text(page)
        name = page.context["question"].id
        answer(guest, name, right(fresh(guest, name)))
    assert "You have answered all" in text(guest.get(f"/quiz/{step}"))


def test_a_wrong_answer_is_met_with_its_own_feedback_and_the_right_one(guest: Client) -> None:
    asked = item(ASKED)
    page = text(answer(guest, ASKED, wrong(asked), confidence="3"))
    assert "Not this time" in page
    assert "You were certain" in page
    assert "No file changed, that is right." in page
    assert "RUN always makes a layer" in page.replace("  ", " ")


def test_a_form_sent_twice_shows_the_first_answer(guest: Client) -> None:
    asked = item(ASKED)
    first = answer(guest, ASKED, wrong(asked))
    second = answer(guest, ASKED, right(asked))
    assert first.redirect_chain == second.redirect_chain
    assert CardAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "confidence", "words"),
    [
        ([], "", "Choose one of the answers."),
        (["x" * 5000], "", "Choose one of the answers."),
        (right(item(ASKED)), "4", "Say how sure you are"),
        (right(item(ASKED)), "\0", "Say how sure you are"),
    ],
)
def test_what_is_no_answer_gets_the_question_again(
    guest: Client, given: list[str], confidence: str, words: str
) -> None:
    page = answer(guest, ASKED, given, confidence=confidence)
    assert page.status_code == 422
    assert words in text(page)
    assert page.context["question"].id == ASKED
    assert not Card.objects.exists()


def test_what_was_given_is_kept_when_it_is_no_answer_yet(guest: Client) -> None:
    first, second, _ = right(item("depends-on-most"))
    page = answer(guest, "depends-on-most", [first, second, second], confidence="2").content.decode()
    assert re.findall(r'<option value="(\w+)" selected>', page) == [first, second, second]
    assert 'name="confidence" value="2" checked' in page


@pytest.mark.parametrize("path", ["/quiz/0", "/quiz/8", "/quiz/8/earlier", "/quiz/x", "/answers/1"])
def test_what_is_not_there_is_not_found(guest: Client, path: str) -> None:
    assert guest.get(path).status_code == 404
    assert answer(guest, "nothing", []).status_code == 404


def test_the_review_is_empty_then_waits_then_asks(guest: Client) -> None:
    assert "Nothing to review yet" in text(guest.get("/review"))
    answer(guest, ASKED, wrong(item(ASKED)))
    assert "Nothing to review now. The next question comes back on" in text(guest.get("/review"))
    Card.objects.update(due=timezone.now() - timedelta(seconds=1))
    page = guest.get("/review")
    assert "1 question of what you have met" in text(page)
    assert page.context["question"].id == ASKED


def test_from_the_review_one_goes_on_with_the_review(guest: Client) -> None:
    for name in (ASKED, "swapped-steps"):
        answer(guest, name, wrong(item(name)))
    Card.objects.update(due=timezone.now() - timedelta(seconds=1))
    assert 'name="came" value="review"' in guest.get("/review").content.decode()
    page = answer(guest, ASKED, right(item(ASKED)), came="review").content.decode()
    assert '<a class="button" href="/review">Next question</a>' in page
    assert "Next question on step" not in page


def test_an_earlier_step_is_asked_about_at_the_end_of_a_lab(guest: Client) -> None:
    assert guest.get("/quiz/3/earlier").context["question"].step == 2
    assert "this is the first step" in text(guest.get("/quiz/1/earlier"))


def test_options_come_in_an_order_of_the_learners_own() -> None:
    orders = {tuple(Client().get("/quiz/5").context["question"].options) for _ in range(12)}
    assert len(orders) > 1


def test_a_question_about_a_case_keeps_its_words_until_it_is_answered_and_comes_back_with_others(
    guest: Client,
) -> None:
    name = "shop-holds"
    asked = fresh(guest, name)
    assert fresh(guest, name) == asked
    assert inline(asked.text) in answer(guest, name, right(asked)).content.decode()
    assert fresh(guest, name).text != asked.text
    given = CardAnswer.objects.get()
    assert (
        f'href="/recorded/corner-shop/{given.variant}/0"'
        in guest.get(f"/answers/{given.pk}").content.decode()
    )


def test_the_dockerfile_its_files_what_was_changed_and_the_picture_are_on_the_page(guest: Client) -> None:
    guest.get("/review")
    for asked in bank.of_step(3):
        if asked.id != "shop-runs-again":
            answer(guest, asked.id, right(fresh(guest, asked.id)))
    page = guest.get("/quiz/3")
    subject = page.context["question"].subject
    assert subject.dockerfile.startswith("FROM lab/base\nENV SHOP=")
    assert {sign for change in subject.changes for sign, _ in change.lines} == {"-", "+"}
    assert subject.picture in page.content.decode()
    assert guest.get(subject.picture).status_code == 200


def test_nothing_on_the_page_says_which_is_right(guest: Client) -> None:
    page = guest.get("/quiz/5").content.decode()
    assert not any(one.why in page for one in getattr(bank.of_step(5)[0], "options"))  # noqa: B009
