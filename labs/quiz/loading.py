"""Reads the bank. What is wrong in it is told with its file and its field."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from labs.exercise import Exercise
from labs.loading import ExerciseInvalid, converted, read_yaml
from labs.quiz.case import Case
from labs.quiz.faults import case_faults, faults
from labs.quiz.item import BankFile, Item


def load_cases(folder: Path) -> dict[str, Case]:
    """By the names of their files. Raises ExerciseInvalid."""
    found: dict[str, Case] = {}
    for path in sorted(folder.glob("*.yaml")):
        found[path.stem] = case = converted(read_yaml(path, path.name), Case, path.name)
        for field, message in case_faults(case):
            raise ExerciseInvalid(path.name, field, message)
    return found


def load_bank(folder: Path, exercises: Iterable[Exercise], cases: Mapping[str, Case]) -> list[Item]:
    """The questions of all files, in order of steps. Raises ExerciseInvalid."""
    course = {exercise.slug: exercise for exercise in exercises}
    known: dict[str, str] = {}
    found: list[Item] = []
    for path in sorted(folder.glob("*.yaml")):
        items = load(path, course, cases)
        for place, item in enumerate(items):
            if item.id in known:
                field = f"$.questions[{place}].id"
                told = ExerciseInvalid(path.name, field, f"{item.id!r} is in {known[item.id]} already")
                raise told.located(path.read_text())
            known[item.id] = path.name
        found += items
    return sorted(found, key=lambda item: item.step)


def load(path: Path, course: Mapping[str, Exercise], cases: Mapping[str, Case]) -> tuple[Item, ...]:
    """The questions of one file. Raises ExerciseInvalid."""
    try:
        return _load(path, course, cases)
    except ExerciseInvalid as error:
        raise error.located(path.read_text()) if error.field else error from None


def _load(path: Path, course: Mapping[str, Exercise], cases: Mapping[str, Case]) -> tuple[Item, ...]:
    sheet = converted(read_yaml(path, path.name), BankFile, path.name)
    for place, item in enumerate(sheet.questions):
        for field, message in faults(item, course, cases):
            raise ExerciseInvalid(path.name, f"$.questions[{place}]{field}", message)
    return sheet.questions


def schema() -> dict[str, Any]:
    """The JSON Schema of a file of the bank, for authors' editors."""
    return msgspec.json.schema(BankFile)
