"""The frame of the course: its seven steps and its core path, as `_course.yaml` in the library says."""

import functools
from typing import Annotated

import msgspec
from django.utils.translation import get_language, gettext, gettext_noop
from msgspec import Meta

from labs import catalogue
from labs.exercise import Exercise, Slug, Text
from labs.loading import converted, in_language, read_yaml
from labs.translation import ENGLISH

SORTS = {"myth": gettext_noop("Myth"), "pitfall": gettext_noop("Pitfall")}
"""Of exercises, by their tag."""


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`result` says what the learner can do afterwards."""

    title: Text
    result: Text


class Takeaway(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`proof` is the exercise whose build proves it."""

    text: Text
    why: Text
    proof: Slug


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`core` holds the exercises that everybody does, by slug."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=7, max_length=7)]
    core: Annotated[tuple[Slug, ...], Meta(min_length=1)]
    takeaways: Annotated[tuple[Takeaway, ...], Meta(min_length=5, max_length=5)]


def course() -> Course:
    """In the language that is spoken now. Read once a process. Raises ExerciseInvalid."""
    return _course(get_language() or ENGLISH)


@functools.cache
def _course(language: str) -> Course:
    path = catalogue.LIBRARY / "_course.yaml"
    fields, _, _ = in_language(path, "", language, lambda path, name: (read_yaml(path, name), ""))
    return converted(fields, Course, path.name)


def core() -> list[Exercise]:
    """The published ones of the core path, in the order of the course."""
    return [exercise for exercise in catalogue.exercises() if exercise.slug in course().core]


def sort(exercise: Exercise) -> str:
    """What a learner calls it."""
    tags = exercise.matter.tags
    if exercise.kind == "quiz" and "myth" not in tags:
        return gettext("Quiz")
    if exercise.matter.difficulty == "expert":
        return gettext("Expert note")
    return next((gettext(word) for tag, word in SORTS.items() if tag in tags), gettext("Lab"))
