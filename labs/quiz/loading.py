"""Reads the bank. What is wrong in it is told with its file and its field."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from labs.exercise import Exercise
from labs.loading import ExerciseInvalid, converted, read_yaml
from labs.quiz.faults import faults
from labs.quiz.item import Item, Sheet


def load_bank(folder: Path, exercises: Iterable[Exercise]) -> list[Item]:
    """The questions of all files, in order of steps. Raises ExerciseInvalid."""
    course = {exercise.slug: exercise for exercise in exercises}
    known: dict[str, str] = {}
    found: list[Item] = []
    for path in sorted(folder.glob("*.yaml")):
        items = load(path, course)
        for place, item in enumerate(items):
            if item.id in known:
                field = f"$.questions[{place}].id"
                raise ExerciseInvalid(path.name, field, f"{item.id!r} is in {known[item.id]} already")
            known[item.id] = path.name
        found += items
    return sorted(found, key=lambda item: item.step)


def load(path: Path, course: Mapping[str, Exercise]) -> tuple[Item, ...]:
    """The questions of one file. Raises ExerciseInvalid."""
    sheet = converted(read_yaml(path, path.name), Sheet, path.name)
    for place, item in enumerate(sheet.questions):
        for field, message in faults(item, course):
            raise ExerciseInvalid(path.name, f"$.questions[{place}]{field}", message)
    return sheet.questions


def schema() -> dict[str, Any]:
    """The JSON Schema of a file of the bank, for authors' editors."""
    return msgspec.json.schema(Sheet)
