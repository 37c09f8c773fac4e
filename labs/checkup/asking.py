"""Which question of the checkup comes next, and what was answered."""

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from builds.models import Learner
from labs.checkup.models import CheckupAnswer
from labs.checkup.moments import Moment, opens, upcoming
from labs.quiz import bank
from labs.quiz.item import Item
from labs.quiz.marking import Given, check, mark
from labs.quiz.varied import variant_for, varied

ASKED = (
    *("frames-count", "weather-holds", "rental-runs-again"),
    *("shops-shared", "seeds-joined", "paints-layers"),
)
"""One of each of the first six steps, by id; each moment asks all of them, in other words."""


class NotAsked(Exception):
    """This is not the question that is asked now: it was answered, or its moment has not come."""


class Standing(NamedTuple):
    """`item` is the next question, None where none is asked now: then `opens` is when one is, if ever.

    `results` are right answers by moment, of those that are over.
    """

    moment: Moment | None
    item: Item | None
    variant: int
    left: int
    opens: datetime | None
    results: dict[Moment, int]


def standing(learner: Learner, now: datetime) -> Standing:
    answers: dict[Moment, list[CheckupAnswer]] = defaultdict(list)
    for one in CheckupAnswer.objects.filter(learner=learner, item__in=ASKED):
        answers[Moment(one.moment)].append(one)
    done = {moment: given[-1].answered_at for moment, given in answers.items() if len(given) == len(ASKED)}
    results = {moment: sum(one.right for one in answers[moment]) for moment in Moment if moment in done}
    moment = upcoming(done)
    if moment is None:
        return Standing(None, None, 0, 0, None, results)
    opening = opens(moment, done)
    if opening and opening > now:
        return Standing(moment, None, 0, len(ASKED), opening, results)
    answered = {one.item for one in answers[moment]}
    left = [name for name in ASKED if name not in answered]
    item = bank.find(left[0])
    if item is None:
        raise LookupError(f"the checkup asks {left[0]}, which is not in the bank")
    variant = variant_for(item, f"checkup {learner.pk.hex}", list(Moment).index(moment))
    return Standing(moment, varied(item, variant), variant, len(left), None, results)


def submit(learner: Learner, name: str, given: Given, now: datetime) -> None:
    """Raises AnswerInvalid, NotAsked."""
    stand = standing(learner, now)
    if stand.moment is None or stand.item is None or stand.item.id != name:
        raise NotAsked
    check(stand.item, given)
    fields = {"variant": stand.variant, "given": list(given), "right": mark(stand.item, given).right}
    try:
        with transaction.atomic():
            CheckupAnswer.objects.create(
                learner=learner, moment=stand.moment, item=name, answered_at=now, **fields
            )
    except IntegrityError:
        raise NotAsked from None


def stop(learner: Learner) -> None:
    """All answers are deleted."""
    CheckupAnswer.objects.filter(learner=learner).delete()
