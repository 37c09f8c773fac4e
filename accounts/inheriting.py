"""All that a guest did becomes an account's: at sign-up the guest turns into it, else its work moves there.

`RULES` has a rule for each model that belongs to a learner; a test finds the one that is missing.
"""

from collections.abc import Callable, Mapping

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q

from accounts.models import Inheritance, Token
from builds import engines
from builds.models import Learner, Operation
from labs.models import (
    Attempt,
    AttemptStatus,
    Begun,
    Card,
    CardAnswer,
    CheckupAnswer,
    Participant,
    Prediction,
)
from labs.quiz.schedule import due_after

Rule = Callable[[Learner, Learner], object]


def adopt(guest: Learner, user: User) -> Learner:
    """The user's learner, with all that the guest did; what still runs follows once it has ended."""
    with transaction.atomic():
        heir = Learner.objects.filter(user=user).first()
        if heir is None:
            Learner.objects.filter(pk=guest.pk, user=None).update(user=user)
            return Learner.objects.get(pk=guest.pk)
        waiting = Inheritance.objects.create(guest=guest, heir=heir)
    settle(waiting)
    return heir


def settle_all() -> None:
    for waiting in Inheritance.objects.select_related("guest", "heir"):
        settle(waiting)


def settle(waiting: Inheritance) -> bool:
    """Move all of it, and forget the guest and their engine; or nothing, while something queued or running
    is theirs. Whether it moved."""
    guest, heir = waiting.guest, waiting.heir
    with transaction.atomic():
        locked = Learner.objects.select_for_update().filter(pk__in=[guest.pk, heir.pk]).order_by("pk")
        if len(locked) < 2 or _is_busy(guest):
            return False
        for rule in RULES.values():
            rule(guest, heir)
        transaction.on_commit(lambda: engines.remove(guest))
        Learner.objects.filter(pk=guest.pk).delete()
    return True


def _is_busy(guest: Learner) -> bool:
    going_on = [AttemptStatus.QUEUED, AttemptStatus.TAKEN]
    return (
        Operation.objects.filter(learner=guest, ended_at=None).exists()
        or Attempt.objects.filter(learner=guest, status__in=going_on).exists()
    )


def _move(model: type[models.Model]) -> Rule:
    return lambda guest, heir: model._default_manager.filter(learner=guest).update(learner=heir)


def _move_operations(guest: Learner, heir: Learner) -> None:
    """No engine of the heir's ran them, so none of their steps is behind what is cached there."""
    Operation.objects.filter(learner=guest).update(learner=heir, generation=None)


def _move_predictions(guest: Learner, heir: Learner) -> None:
    """A question is answered once: of two answers the first one stays, and the other build has none."""
    for mine in Prediction.objects.filter(learner=guest).exclude(question=""):
        same = Q(learner=heir, exercise=mine.exercise, question=mine.question)
        if theirs := Prediction.objects.filter(same).first():
            _unsay(max(mine, theirs, key=lambda one: one.committed_at))
    Prediction.objects.filter(learner=guest).update(learner=heir)


def _unsay(prediction: Prediction) -> None:
    Prediction.objects.filter(pk=prediction.pk).update(question="", answer="", confidence=None, skipped=False)


def _move_cards(guest: Learner, heir: Learner) -> None:
    for card in Card.objects.filter(learner=guest):
        if theirs := Card.objects.filter(learner=heir, item=card.item).first():
            _join(card, theirs)
    Card.objects.filter(learner=guest).update(learner=heir)


def _join(card: Card, into: Card) -> None:
    """All answers of both in the order of time, and the question due as if one learner had given them."""
    both = CardAnswer.objects.filter(card__in=[card, into]).order_by("answered_at", "pk")
    answers = list(both)
    both.update(turn=F("turn") + len(answers))  # a turn is taken once, also on the way
    CardAnswer.objects.filter(card=card).update(turn=F("turn") + len(answers))
    for turn, answer in enumerate(answers, 1):
        CardAnswer.objects.filter(pk=answer.pk).update(card=into, turn=turn)
    if answers:
        into.due = due_after((answer.answered_at, answer.right) for answer in answers)
        into.save(update_fields=["due"])
    card.delete()


def _move_checkup(guest: Learner, heir: Learner) -> None:
    """Who takes part already keeps their own answers, since moments follow from them."""
    if CheckupAnswer.objects.filter(learner=heir).exists():
        CheckupAnswer.objects.filter(learner=guest).delete()
    CheckupAnswer.objects.filter(learner=guest).update(learner=heir)


def _move_participations(guest: Learner, heir: Learner) -> None:
    """Who is in a class already stays there as they are."""
    already = Participant.objects.filter(learner=heir).values("classroom")
    Participant.objects.filter(learner=guest, classroom__in=already).delete()
    Participant.objects.filter(learner=guest).update(learner=heir)


def _move_begun(guest: Learner, heir: Learner) -> None:
    """Who has begun an exercise already keeps their edition."""
    already = Begun.objects.filter(learner=heir).values("written")
    Begun.objects.filter(learner=guest, written__in=already).delete()
    Begun.objects.filter(learner=guest).update(learner=heir)


def _move_inheritances(guest: Learner, heir: Learner) -> None:
    """Nobody inherits from an account, so none is left to the guest."""


RULES: Mapping[type[models.Model], Rule] = {
    Operation: _move_operations,
    Prediction: _move_predictions,
    Attempt: _move(Attempt),
    Begun: _move_begun,
    Card: _move_cards,
    CheckupAnswer: _move_checkup,
    Participant: _move_participations,
    Token: _move(Token),
    Inheritance: _move_inheritances,
}
