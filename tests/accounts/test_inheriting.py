"""A guest logs in into an account that has work of its own."""

import datetime

import pytest
from django.apps import apps
from django.utils import timezone

from accounts import inheriting
from accounts.models import Inheritance
from builds import log, services
from builds.events import Interrupted
from builds.models import Learner, Operation
from labs.models import Attempt, AttemptStatus, Card, CardAnswer, CheckupAnswer, Prediction
from labs.quiz import review
from labs.quiz.schedule import due_after
from tests.accounts.people import Person, learner_of, user
from tests.belongings import EXERCISE, give_everything
from tests.builds.operations import queued, running, token
from tests.labs.quiz.answers import item, right, wrong

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
NOW = timezone.now()
DAY = datetime.timedelta(days=1)


def end_everything(learner: Learner) -> None:
    for operation in Operation.objects.filter(learner=learner, ended_at=None):
        services.cancel(operation)
    Attempt.objects.filter(learner=learner).update(status=AttemptStatus.STOPPED)


def logged_in(person: Person, name: str = "ada") -> Learner:
    assert person.log_in(name).status_code == 302
    return learner_of(name)


def interrupted(learner: Learner) -> Operation:
    begun = running(learner)
    log.append(begun.pk, token(begun), [Interrupted("Its worker died.")])
    return begun


def predicted(learner: Learner, question: str, answer: str, at: datetime.datetime) -> Prediction:
    made = Prediction.objects.create(
        learner=learner,
        operation=queued(learner),
        exercise=EXERCISE,
        question=question,
        answer=answer,
        confidence=3,
        steps={"1": "cached"},
    )
    Prediction.objects.filter(pk=made.pk).update(committed_at=at)
    services.cancel(made.operation)
    return made


def test_every_model_that_belongs_to_a_learner_has_a_rule() -> None:
    """Else what is kept in it would go with the guest."""
    owned = {link.related_model for link in Learner._meta.related_objects if not link.hidden}
    hidden = {
        field.model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Learner and field.concrete
    }
    assert owned | hidden == set(inheriting.RULES)


def test_all_that_a_guest_did_is_the_accounts_and_the_guest_is_gone() -> None:
    user("ada")
    theirs = give_everything(learner_of("ada"))
    person = Person()
    mine = give_everything(person.learner)
    end_everything(person.learner)
    logged_in(person)
    for had in (theirs, mine):
        for path in (
            f"/builds/{had.build}",
            f"/builds/{had.image}",
            f"/operations/{had.operation}",
            f"/answers/{had.answer}",
            f"/api/exercises/{EXERCISE}/attempts/{had.attempt}",
        ):
            assert person.get(path).status_code == 200, path
    assert not Learner.objects.filter(pk=person.learner.pk).exists()
    assert not Inheritance.objects.exists()
    assert Attempt.objects.filter(learner=learner_of("ada")).count() == 2


def test_what_the_guests_engine_ran_is_behind_nothing_on_the_accounts_engine() -> None:
    user("ada")
    person = Person()
    build = interrupted(person.learner)
    Operation.objects.filter(pk=build.pk).update(generation=1)
    heir = logged_in(person)
    assert [one.generation for one in Operation.objects.filter(learner=heir)] == [None]


def test_of_two_answers_to_one_question_the_first_one_counts() -> None:
    user("ada")
    heir, person = learner_of("ada"), Person()
    early = predicted(person.learner, "q", "guest", NOW - DAY)
    late = predicted(heir, "q", "account", NOW)
    first = predicted(heir, "r", "account", NOW - DAY)
    second = predicted(person.learner, "r", "guest", NOW)
    logged_in(person)
    said = {one.pk: (one.question, one.answer) for one in Prediction.objects.filter(learner=heir)}
    assert said == {
        early.pk: ("q", "guest"),
        late.pk: ("", ""),
        first.pk: ("r", "account"),
        second.pk: ("", ""),
    }
    assert Prediction.objects.get(pk=late.pk).steps == {"1": "cached"}


def test_answers_to_a_question_join_in_the_order_of_time_and_make_one_schedule() -> None:
    user("ada")
    heir, person, asked = learner_of("ada"), Person(), item("run-true")
    times = [NOW - 9 * DAY, NOW - 6 * DAY, NOW - 3 * DAY]
    review.submit(person.learner, asked, wrong(asked), 3, times[0])
    review.submit(heir, asked, right(asked), None, times[1])
    Card.objects.update(due=times[2])
    review.submit(person.learner, asked, right(asked), None, times[2])
    logged_in(person)
    card = Card.objects.get()
    rows = list(CardAnswer.objects.order_by("turn").values_list("turn", "answered_at", "right"))
    assert rows == [(1, times[0], False), (2, times[1], True), (3, times[2], True)]
    assert (card.learner, card.due) == (heir, due_after([(at, good) for _, at, good in rows]))


def test_what_still_runs_follows_when_it_has_ended() -> None:
    user("ada")
    person = Person()
    busy, done = running(person.learner), queued(person.learner)
    heir = logged_in(person)
    assert "still runs" in person.get("/account").content.decode()
    inheriting.settle_all()
    assert Operation.objects.filter(learner=heir).count() == 0
    log.append(busy.pk, token(busy), [Interrupted("Its worker died.")])
    services.cancel(done)
    inheriting.settle_all()
    assert set(Operation.objects.filter(learner=heir)) == {busy, done}
    assert "still runs" not in person.get("/account").content.decode()


def test_nobody_gets_the_guest_of_another_browser() -> None:
    user("ada")
    other = Person()
    had = give_everything(other.learner)
    person = Person()
    logged_in(person)
    assert person.get(f"/builds/{had.build}").status_code == 404
    assert other.get(f"/builds/{had.build}").status_code == 200


def checked(learner: Learner, name: str) -> None:
    fields = {"variant": 0, "given": ["1"], "right": True, "answered_at": NOW}
    CheckupAnswer.objects.create(learner=learner, moment="before", item=name, **fields)


def test_a_checkup_goes_on_in_the_account_unless_one_was_begun_there() -> None:
    user("ada")
    person = Person()
    checked(person.learner, "of-guest")
    heir = logged_in(person)
    assert [one.item for one in heir.checkup_answers.all()] == ["of-guest"]
    other = Person()
    checked(other.learner, "of-another")
    assert [one.item for one in logged_in(other).checkup_answers.all()] == ["of-guest"]
    assert CheckupAnswer.objects.count() == 1
