"""Answers to the course's tasks: right in another way than our solutions, and wrong in one way each.

A file for each exercise. `right` and `wrong` have Dockerfiles, or files, to be laid over the task's start or,
where `solution` says so, over its solution. A wrong one says which check `fails`, and a word of what decides.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from labs.exercise import Context, Exercise, Task
from tests.labs.answers.derived import derived

WANTED = 10
"""So many wrong answers to a task."""


class Wrong(NamedTuple):
    """An answer for which `fails` does not hold, and what a failing check found has `names`."""

    title: str
    context: Context
    fails: str
    names: str


def right(exercise: Exercise, task: Task) -> list[Context]:
    return [_context(task, answer) for answer in _written(exercise.slug)[task.id]["right"]]


def wrong(exercise: Exercise, task: Task) -> list[Wrong]:
    """Written ones first, then of those that can be derived one of each check, another one of each…"""
    written = [
        Wrong(f"written {place}", _context(task, answer), answer["fails"], answer["names"])
        for place, answer in enumerate(_written(exercise.slug)[task.id]["wrong"], start=1)
    ]
    told = [*written, *(Wrong(*one) for one in derived(task))]
    contexts = [one.context for one in told]
    return [one for place, one in enumerate(told) if one.context not in contexts[:place]][:WANTED]


@cache
def _written(slug: str) -> dict[str, Any]:
    return yaml.safe_load((Path(__file__).parent / f"{slug}.yaml").read_text())  # type: ignore[no-any-return]


def _context(task: Task, answer: str | dict[str, Any]) -> Context:
    if isinstance(answer, str):
        return task.start.over({"Dockerfile": answer})
    start = task.solution if answer.get("solution") else task.start
    return start.over(answer.get("files") or {"Dockerfile": answer["dockerfile"]})
