"""Whether an answer is right, and what is said about each part of it."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from labs.quiz.item import Choice, Item, MarkSheets, MarkSteps, Multiple, Number, Order, Single, names

Given = Sequence[str]
"""Ids of what was chosen, or placed in this order; of a number, its digits alone."""
DIGITS = 9
"""As many has a number that somebody may give."""


class AnswerInvalid(ValueError):
    """Says what was expected."""


class Remark(msgspec.Struct, frozen=True):
    """About one option, place or number: `text` and `why` are Markdown.

    `said` is whether the learner chose it, or put it into that place; `right` whether they should have.
    """

    text: str
    why: str
    said: bool
    right: bool


class Mark(msgspec.Struct, frozen=True):
    right: bool
    remarks: list[Remark]


def mark(item: Item, given: Given) -> Mark:
    """What the item does not have any more, because its author changed it, was not chosen."""
    match item:
        case Single() | Multiple() | MarkSteps() | MarkSheets():
            remarks = [
                Remark(option.text, option.why, name in given, option.right)
                for name, option in names(item).items()
                if isinstance(option, Choice)
            ]
            return _marked(remarks)
        case Number():
            return _number(item, int(given[0]) if _is_number(given) else None)
        case Order():
            placed = [*given, *[""] * len(item.places)]
            remarks = [
                Remark(place.text, place.why, name == placed[index], True)
                for index, (name, place) in enumerate(names(item).items())
            ]
            return _marked(remarks)
        case _:
            assert_never(item)


def check(item: Item, given: Given) -> None:
    """Raises AnswerInvalid where this is no answer to the question, right or wrong."""
    known = set(names(item))
    match item:
        case Single():
            if len(given) != 1 or not known.issuperset(given):
                raise AnswerInvalid("Choose one of the answers.")
        case Multiple():
            if not given or not known.issuperset(given):
                raise AnswerInvalid("Choose one answer, or more.")
        case MarkSteps() | MarkSheets():
            if not given or not known.issuperset(given):
                raise AnswerInvalid("Mark one of them, or more.")
        case Number():
            if not _is_number(given):
                raise AnswerInvalid(f"Give a whole number, of at most {DIGITS} digits, such as 4.")
        case Order():
            if sorted(given) != sorted(known):
                raise AnswerInvalid("Give each of them a place of its own.")
        case _:
            assert_never(item)


def _is_number(given: Given) -> bool:
    return len(given) == 1 and given[0].isascii() and given[0].isdigit() and len(given[0]) <= DIGITS


def _number(item: Number, said: int | None) -> Mark:
    if said is not None and said == item.answer:
        return _marked([Remark(_counted(item, said), item.why, True, True)])
    why = next((miss.why for miss in item.wrong if miss.value == said), item.otherwise)
    right = Remark(_counted(item, item.answer), item.why, False, True)
    wrong = [] if said is None else [Remark(_counted(item, said), why, True, False)]
    return _marked([*wrong, right])


def _counted(item: Number, number: int | None) -> str:
    return f"{number} {item.unit}".strip()


def _marked(remarks: list[Remark]) -> Mark:
    return Mark(all(remark.said == remark.right for remark in remarks), remarks)
