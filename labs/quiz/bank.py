"""The published questions."""

import functools
from pathlib import Path

from labs import catalogue
from labs.quiz.item import Item
from labs.quiz.loading import load_bank

BANK = Path(__file__).parents[1] / "bank"


@functools.cache
def items() -> tuple[Item, ...]:
    """In order of steps. Read once a process, as the course is."""
    return tuple(load_bank(BANK, catalogue.exercises()))


def find(name: str) -> Item | None:
    return next((item for item in items() if item.id == name), None)


def of_step(step: int) -> list[Item]:
    return [item for item in items() if item.step == step]
