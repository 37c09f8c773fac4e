"""When a question comes back: FSRS, told only right or wrong."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from fsrs import Card, Rating, Scheduler

SOON = timedelta(minutes=10)
"""After a miss; what was right comes back after days."""
FIRST = timedelta(days=1)
"""From an exercise to the questions that it proves."""
DELAYS = (FIRST, timedelta(days=4))
"""From an exercise to the first and to the second question on a Dockerfile that was not seen before."""
_scheduler = Scheduler(learning_steps=(SOON,), relearning_steps=(SOON,), enable_fuzzing=False)


def due_after(answers: Iterable[tuple[datetime, bool]]) -> datetime:
    """From all answers so far, oldest first: when given, and whether right. The same always gives the same.

    Raises ValueError for none.
    """
    card = None
    for at, right in answers:
        card = card or Card(card_id=1, due=at)
        rating = Rating.Good if right else Rating.Again
        card, _ = _scheduler.review_card(card, rating, at)
    if card is None:
        raise ValueError("expected an answer at least")
    return card.due
