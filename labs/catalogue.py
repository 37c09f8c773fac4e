"""The published course."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import get_language, override

from builds.models import Learner
from labs.authoring import editions
from labs.exercise import Exercise
from labs.loading import load_all
from labs.translation import ENGLISH

LIBRARY = Path(__file__).parent / "library"


def exercises() -> tuple[Exercise, ...]:
    """In order, in the language that is spoken now. Read once a process: a restart shows others."""
    return _exercises(get_language() or ENGLISH)


@functools.cache
def _exercises(language: str) -> tuple[Exercise, ...]:
    return tuple(exercise for exercise in load_all(LIBRARY, language) if exercise.matter.published)


def find(slug: str, learner: Learner | None = None) -> Exercise | None:
    """Of the course, or written here: then the edition with which the learner began."""
    return find_in_course(slug) or editions.find(slug, learner)


def find_in_course(slug: str) -> Exercise | None:
    return next((exercise for exercise in exercises() if exercise.slug == slug), None)


def following(exercise: Exercise) -> Exercise | None:
    """In the course; what was written here stands alone."""
    order = exercises()
    if exercise not in order:
        return None
    place = order.index(exercise) + 1
    return order[place] if place < len(order) else None


@contextmanager
def content_language(slug: str) -> Iterator[None]:
    """While it lasts, what is said is in the language of the exercise: English where it is not translated."""
    exercise = find(slug)
    with override(exercise.language if exercise else get_language()):
        yield
