"""The published questions, and the cases that they are about."""

import functools
from collections.abc import Mapping
from pathlib import Path

from labs import catalogue
from labs.quiz.case import Case
from labs.quiz.item import Item
from labs.quiz.loading import load_bank, load_cases

BANK = Path(__file__).parents[1] / "bank"


@functools.cache
def cases() -> Mapping[str, Case]:
    """By name. Read once a process."""
    return load_cases(BANK / "cases")


@functools.cache
def items() -> tuple[Item, ...]:
    """In order of steps. Read once a process, as the course is."""
    return tuple(load_bank(BANK, catalogue.exercises(), cases()))


def find(name: str) -> Item | None:
    return next((item for item in items() if item.id == name), None)


def of_step(step: int) -> list[Item]:
    """Those that are asked at once; what is delayed comes in reviews."""
    return [item for item in items() if item.step == step and not item.delayed]
