"""Answers to questions of the bank."""

from labs.quiz import bank
from labs.quiz.item import Choice, Item, Number, names


def item(name: str) -> Item:
    found = bank.find(name)
    assert found
    return found


def right(asked: Item) -> list[str]:
    if isinstance(asked, Number):
        return [str(asked.answer)]
    return [name for name, one in names(asked).items() if not isinstance(one, Choice) or one.right]


def wrong(asked: Item) -> list[str]:
    """A single choice's first wrong option."""
    return [name for name, one in names(asked).items() if isinstance(one, Choice) and not one.right][:1]
