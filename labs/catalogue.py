"""The published course."""

import functools
from pathlib import Path

from labs.exercise import Exercise
from labs.loading import load_all

LIBRARY = Path(__file__).parent / "library"


@functools.cache
def exercises() -> tuple[Exercise, ...]:
    """In order. Read once a process: a site is started anew for other content."""
    return tuple(exercise for exercise in load_all(LIBRARY) if exercise.matter.published)


def find(slug: str) -> Exercise | None:
    return next((exercise for exercise in exercises() if exercise.slug == slug), None)


def following(exercise: Exercise) -> Exercise | None:
    order = exercises()
    place = order.index(exercise) + 1
    return order[place] if place < len(order) else None
