"""What a learner is asked of the bank, and what they answered."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min, QuerySet

from builds.models import Learner
from labs import catalogue
from labs.models import Card, CardAnswer, Prediction
from labs.quiz import bank
from labs.quiz.item import Item
from labs.quiz.marking import Given, check, mark
from labs.quiz.schedule import DELAYS, FIRST, SOON, due_after
from labs.quiz.varied import variant_for, varied


class NotDue(Exception):
    """The question was answered, and has not come back yet. `answer` is the last one given."""

    def __init__(self, answer: CardAnswer) -> None:
        super().__init__("You have answered this question; it comes back later.")
        self.answer = answer


def submit(learner: Learner, item: Item, given: Given, confidence: int | None, now: datetime) -> CardAnswer:
    """Mark an answer, and say when the question comes back. Raises AnswerInvalid, NotDue."""
    with transaction.atomic():
        Card.objects.get_or_create(learner=learner, item=item.id, defaults={"due": now})
        card = Card.objects.select_for_update().get(learner=learner, item=item.id)
        if card.due > now and (last := card.answers.last()):
            raise NotDue(last)
        answers = [(one.answered_at, one.right) for one in card.answers.all()]
        variant = variant_for(item, learner.pk.hex, len(answers))
        asked = varied(item, variant)
        check(asked, given)
        right = mark(asked, given).right
        card.due = due_after([*answers, (now, right)])
        card.save(update_fields=["due"])
        return card.answers.create(
            turn=len(answers) + 1,
            variant=variant,
            given=list(given),
            right=right,
            confidence=confidence,
            answered_at=now,
        )


def next_turn(learner: Learner, item: Item) -> tuple[Item, int]:
    """The question in the words of the learner's next answer, and which variant that is."""
    variant = variant_for(item, learner.pk.hex, turn(learner, item))
    return varied(item, variant), variant


def find_answer(learner: Learner, answer: uuid.UUID) -> tuple[CardAnswer, Item]:
    """Raises CardAnswer.DoesNotExist also for somebody else's, and where the question has gone."""
    found = CardAnswer.objects.select_related("card").get(pk=answer, card__learner=learner)
    if item := bank.find(found.card.item):
        return found, varied(item, found.variant)
    raise CardAnswer.DoesNotExist


def queue(learner: Learner, now: datetime) -> list[Item]:
    """What has come back, the longest due first; then what exercises have proven that the learner did.

    Those that the learner missed there come as soon as a missed question does, the others the day after, and
    last those on Dockerfiles not seen before.
    """
    cards = {card.item: card for card in Card.objects.filter(learner=learner)}
    due = [
        item
        for card in sorted(cards.values(), key=lambda card: card.due)
        if card.due <= now and (item := bank.find(card.item))
    ]
    made = Prediction.objects.filter(learner=learner)
    learnt = set(made.filter(committed_at__lte=now - FIRST).values_list("exercise", flat=True))
    answers = made.filter(committed_at__lte=now - SOON).exclude(answer="")
    said = {(one.exercise, one.question): one.answer for one in answers}
    fresh = [item for item in bank.items() if item.id not in cards]
    plain = [item for item in fresh if not item.delayed]
    missed = [item for item in plain if _missed(item, said)]
    met = [item for item in plain if item.proof.exercise in learnt and item not in missed]
    return [*due, *missed, *met, *_delayed(made, fresh, now)]


def _delayed(made: QuerySet[Prediction], fresh: Sequence[Item], now: datetime) -> list[Item]:
    """Of the questions on Dockerfiles not seen before: the first one of a concept a day after its lab, the
    second one some days later."""
    first = dict(made.values_list("exercise").annotate(Min("committed_at")))
    places = _places_in_concept()
    return [
        item
        for item in fresh
        if item.delayed
        and item.proof.exercise in first
        and first[item.proof.exercise] + DELAYS[min(places[item.id], len(DELAYS) - 1)] <= now
    ]


def _places_in_concept() -> dict[str, int]:
    """Which one of its concept a delayed question is, from 0, by its id."""
    seen: Counter[str] = Counter()
    places: dict[str, int] = {}
    for item in bank.items():
        if item.delayed:
            places[item.id] = seen[item.concept]
            seen[item.concept] += 1
    return places


def next_due(learner: Learner, now: datetime) -> datetime | None:
    """When the next one comes back that is not due yet."""
    later = Card.objects.filter(learner=learner, due__gt=now).order_by("due")
    return later.values_list("due", flat=True).first()


def new_of_step(learner: Learner, step: int) -> list[Item]:
    """Those of the step that the learner was never asked."""
    return _unasked(learner, bank.of_step(step))


def earlier(learner: Learner, step: int, now: datetime) -> Item | None:
    """One of an earlier step: what has come back, else the newest that was never asked."""
    due = [item for item in queue(learner, now) if item.step < step]
    fresh = _unasked(learner, [item for item in bank.items() if item.step < step and not item.delayed])
    return next(iter(due), None) or next(reversed(fresh), None)


def turn(learner: Learner, item: Item) -> int:
    """How often the learner has answered it."""
    return CardAnswer.objects.filter(card__learner=learner, card__item=item.id).count()


def _missed(item: Item, said: Mapping[tuple[str, str], str]) -> bool:
    """Whether its exercise asked the same, and was answered otherwise than its own build answers."""
    answer = said.get((item.proof.exercise, item.proof.question or ""))
    exercise = catalogue.find(item.proof.exercise)
    question = exercise.question(item.proof.question or "") if exercise else None
    return answer is not None and question is not None and answer != question.evidence.answer


def _unasked(learner: Learner, items: Sequence[Item]) -> list[Item]:
    asked = set(Card.objects.filter(learner=learner).values_list("item", flat=True))
    return [item for item in items if item.id not in asked]
