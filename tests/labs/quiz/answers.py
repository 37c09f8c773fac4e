"""Answers to questions of the bank."""

from labs.quiz import bank
from labs.quiz.item import Choice, Item, Number, names
from labs.quiz.varied import varied


def item(name: str) -> Item:
    found = bank.find(name)
    assert found
    return found


def variants(asked: Item) -> list[Item]:
    """All of them, with their answers; the question itself where it is about no case."""
    count = len(bank.cases()[asked.case].variants) if asked.case else 1
    return [varied(asked, variant) for variant in range(count)]


def right(asked: Item) -> list[str]:
    """Of a question about a case: of this variant of it."""
    if isinstance(asked, Number):
        return [str(asked.answer)]
    return [name for name, one in names(asked).items() if not isinstance(one, Choice) or one.right]


def wrong(asked: Item) -> list[str]:
    """A single choice's first wrong option."""
    return [name for name, one in names(asked).items() if isinstance(one, Choice) and not one.right][:1]
