"""A question about a case as one learner gets it: its words, and the answer that the recorded build gives."""

import functools
import hashlib

import msgspec

from labs.deciding import Found, find
from labs.facts import BuildFacts
from labs.quiz import bank, recorded
from labs.quiz.case import worded
from labs.quiz.item import Choice, Item, MarkSheets, MarkSteps, Number, Single
from labs.quiz.marks import sheets, steps


def variant_for(item: Item, learner: str, turn: int) -> int:
    """The same for the same learner and turn, and another one when the question comes back."""
    count = len(bank.cases()[item.case].variants) if item.case else 1
    return (int(hashlib.sha256(f"{learner}\0{item.id}".encode()).hexdigest()[:8], 16) + turn) % count


@functools.cache
def varied(item: Item, variant: int) -> Item:
    """Raises LookupError where the case's build was not recorded, or lacks the fact."""
    if item.case is None:
        return item
    variants = bank.cases()[item.case].variants
    variant %= len(variants)
    facts = recorded.facts(item.case, variant)[item.at]
    fresh = worded(item, variants[variant])
    found = _decided(fresh, facts)
    return _answered(worded(fresh, {"value": found.value} if found else {}), facts, found)


def _decided(item: Item, facts: BuildFacts) -> Found | None:
    if item.decided_by is None:
        return None
    if found := find(item.decided_by, facts):
        return found
    raise LookupError(f"{item.id}: the recorded build {facts.state.id} lacks what decides")


def _answered(item: Item, facts: BuildFacts, found: Found | None) -> Item:
    match item:
        case MarkSteps():
            return msgspec.structs.replace(item, choices=tuple(steps(item, facts)))
        case MarkSheets():
            return msgspec.structs.replace(item, choices=tuple(sheets(item, facts)))
        case Number() if found:
            return msgspec.structs.replace(item, answer=int(found.value))
        case Single(options=options) if found:
            return msgspec.structs.replace(item, options=tuple(_righted(one, found) for one in options))
        case _:
            return item


def _righted(option: Choice, found: Found) -> Choice:
    return msgspec.structs.replace(option, right=option.value == found.value)
