"""The frame of the course: its seven steps and its core path, as `_course.yaml` in the library says."""

import functools
from typing import Annotated

import msgspec
import yaml
from msgspec import Meta

from labs import catalogue
from labs.exercise import Exercise, Slug, Text


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


@functools.cache
def course() -> Course:
    """Read once a process. Raises msgspec.ValidationError."""
    return msgspec.convert(yaml.safe_load((catalogue.LIBRARY / "_course.yaml").read_text()), Course)


def core() -> list[Exercise]:
    """The published ones of the core path, in the order of the course."""
    return [exercise for exercise in catalogue.exercises() if exercise.slug in course().core]


def sort(exercise: Exercise) -> str:
    """What a learner calls it."""
    tags = exercise.matter.tags
    if exercise.kind == "quiz" and "myth" not in tags:
        return "Quiz"
    if exercise.matter.difficulty == "expert":
        return "Expert note"
    return next((tag.capitalize() for tag in ("myth", "pitfall") if tag in tags), "Lab")
