"""A question of the bank, as its author writes it in a file of `labs/bank/`."""

import hashlib
from typing import Annotated, Literal

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
    that verify_course makes, one after the other, to see it. `case` names the one whose recorded builds show
    it, where that is not the question's own, and `build` which of them.
    """

    exercise: Slug
    edit: Slug | None = None
    question: Slug | None = None
    how: str = ""
    trials: tuple[Trial, ...] = ()
    case: Slug | None = None
    build: int = -1


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


class _Item(_Part, frozen=True, kw_only=True, tag_field="type"):
    """`text`, `fact` and every `why` are Markdown; `fact` is what was measured, told after any answer.

    Of a question about a `case` its builds decide, as they were recorded: build `at`, counted from 0, or from
    the last one by -1. `decided_by` is the fact whose value is the right option's, or the right number;
    `~value~` in `fact` stands for it. `shown` is the build that the page draws. What is `delayed` is only
    asked in reviews.
    """

    id: Slug
    step: Annotated[int, Meta(ge=1, le=7)]
    concept: Slug
    level: Difficulty
    text: Text
    fact: Text
    proof: Proof
    case: Slug | None = None
    at: int = -1
    shown: int = 0
    decided_by: Fact | None = None
    delayed: bool = False


class Single(_Item, frozen=True, kw_only=True, tag="single"):
    """One option is right."""

    options: Annotated[tuple[Choice, ...], Meta(min_length=2, max_length=6)]


class Multiple(_Item, frozen=True, kw_only=True, tag="multiple"):
    """Some options are right, and all of them are wanted."""

    options: Annotated[tuple[Choice, ...], Meta(min_length=3, max_length=8)]


class Number(_Item, frozen=True, kw_only=True, tag="number"):
    """`otherwise` is for a wrong number that is not in `wrong`."""

    answer: int | None = None
    why: Text
    otherwise: Text
    unit: str = ""
    wrong: tuple[Miss, ...] = ()


class Order(_Item, frozen=True, kw_only=True, tag="order"):
    """`places` are written in the right order."""

    places: Annotated[tuple[Place, ...], Meta(min_length=3, max_length=7)]


class MarkSteps(_Item, frozen=True, kw_only=True, tag="mark_steps"):
    """The steps of a case's build of which this is true; `choices` come from its recording.

    `ran` is no step that was cached or has nothing to run, `cached` only one that was; `layer` made one, an
    `empty` one changed nothing; `skipped` was no part of what the last stage needs.
    """

    marks: Literal["ran", "cached", "layer", "empty", "skipped"]
    why: Text
    why_not: Text
    choices: tuple[Choice, ...] = ()


class MarkSheets(_Item, frozen=True, kw_only=True, tag="mark_sheets"):
    """The same of the image's sheets. A sheet `holds` the path, is where a container `reads` it, or `covers`
    what lies below; it is `shared` with the image of the build before, by digest."""

    marks: Literal["holds", "reads", "covers", "shared"]
    path: str = ""
    why: Text
    why_not: Text
    choices: tuple[Choice, ...] = ()


Marks = MarkSteps | MarkSheets
Item = Single | Multiple | Number | Order | MarkSteps | MarkSheets


class BankFile(_Part, frozen=True):
    """A file of the bank."""

    questions: Annotated[tuple[Item, ...], Meta(min_length=1)]


def names(item: Item) -> dict[str, Choice | Place]:
    """What can be chosen or placed, in the author's order. Ids of options are opaque, as their texts alone
    decide; those of steps and sheets are their indices in the build."""
    match item:
        case Single() | Multiple():
            return {_hash(item.id, option.text)[:10]: option for option in item.options}
        case Order():
            return {_hash(item.id, place.text)[:10]: place for place in item.places}
        case MarkSteps(choices=choices) | MarkSheets(choices=choices):
            return {choice.value: choice for choice in choices}
        case Number():
            return {}


def shuffled(item: Item, seed: str) -> list[tuple[str, Choice | Place]]:
    """The same in an order that the seed decides; steps and sheets as they lie, sheets from the top."""
    if isinstance(item, MarkSteps | MarkSheets):
        return list(names(item).items())[:: -1 if isinstance(item, MarkSheets) else 1]
    return sorted(names(item).items(), key=lambda pair: _hash(seed, item.id, pair[0]))


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
