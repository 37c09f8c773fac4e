"""A question of the bank, as its author writes it in a file of `labs/bank/`."""

import hashlib
from typing import Annotated

import msgspec
from msgspec import Meta

from labs.deciding import Fact
from labs.exercise import Change, Difficulty, Slug, Text


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Trial(_Part, frozen=True):
    """A build of the exercise's start, after one of its edits and then `changes`: there `fact` is `answer`.

    Without a fact it is only built, for a later one to be compared with.
    """

    edit: Slug | None = None
    changes: tuple[Change, ...] = ()
    fact: Fact | None = None
    answer: str = ""


class Proof(_Part, frozen=True):
    """The exercise whose build proves the answer, after one of its edits where `edit` names one.

    `question` is one of that exercise's, decided by the same fact: then the right answer is checked against
    its. `how` (Markdown) says what to do there where the build alone does not show it; `trials` are builds
    that verify_course makes, one after the other, to see it.
    """

    exercise: Slug
    edit: Slug | None = None
    question: Slug | None = None
    how: str = ""
    trials: tuple[Trial, ...] = ()


class Choice(_Part, frozen=True):
    """`why` is read by who chose it, and names what was measured. `value` is the fact's, if there is one."""

    text: Text
    why: Text
    right: bool = False
    value: str = ""


class Place(_Part, frozen=True):
    """One of the things to be put in order."""

    text: Text
    why: Text


class Miss(_Part, frozen=True):
    """A wrong number that we know."""

    value: int
    why: Text


class _Item(_Part, frozen=True, tag_field="type"):
    """`text`, `fact` and every `why` are Markdown; `fact` is what was measured, told after any answer."""

    id: Slug
    step: Annotated[int, Meta(ge=1, le=7)]
    concept: Slug
    level: Difficulty
    text: Text
    fact: Text
    proof: Proof


class Single(_Item, frozen=True, tag="single"):
    """One option is right."""

    options: Annotated[tuple[Choice, ...], Meta(min_length=2, max_length=6)]


class Multiple(_Item, frozen=True, tag="multiple"):
    """Some options are right, and all of them are wanted."""

    options: Annotated[tuple[Choice, ...], Meta(min_length=3, max_length=8)]


class Number(_Item, frozen=True, tag="number"):
    """`otherwise` is for a wrong number that is not in `wrong`."""

    answer: int
    why: Text
    otherwise: Text
    unit: str = ""
    wrong: tuple[Miss, ...] = ()


class Order(_Item, frozen=True, tag="order"):
    """`places` are written in the right order."""

    places: Annotated[tuple[Place, ...], Meta(min_length=3, max_length=7)]


Item = Single | Multiple | Number | Order


class Sheet(_Part, frozen=True):
    """A file of the bank."""

    questions: Annotated[tuple[Item, ...], Meta(min_length=1)]


def names(item: Item) -> dict[str, Choice | Place]:
    """What can be chosen or placed, by an opaque id that its text alone decides; in the author's order."""
    match item:
        case Single() | Multiple():
            return {_hash(item.id, option.text)[:10]: option for option in item.options}
        case Order():
            return {_hash(item.id, place.text)[:10]: place for place in item.places}
        case Number():
            return {}


def shuffled(item: Item, seed: str) -> list[tuple[str, Choice | Place]]:
    """The same in an order that the seed decides."""
    return sorted(names(item).items(), key=lambda pair: _hash(seed, item.id, pair[0]))


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
