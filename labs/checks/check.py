"""What all checks are: declarative, over recorded facts only. No author's code runs anywhere."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple

import msgspec
from msgspec import Meta

from labs.facts import CONFIG, BuildFacts
from labs.saying import say
from labs.script import FIRST

Op = Literal["==", "!=", "<=", ">=", "<", ">"]
Text = Annotated[str, Meta(min_length=1)]
Builds = Mapping[str, BuildFacts]
"""Of a script, by id; one that it did not come to is missing."""
COMPARE: Mapping[Op, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
WORDS: Mapping[Op, str] = {
    "==": "exactly",
    "!=": "not",
    "<=": "at most",
    ">=": "at least",
    "<": "fewer than",
    ">": "more than",
}


class Seen(NamedTuple):
    """`found` says in words the fact that decided."""

    passed: bool
    found: str


class Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", kw_only=True):
    """`build` is the script's build it looks at; `id` defaults to the kind, `says` to words of our own."""

    needs_image: ClassVar[bool] = True
    build: str = FIRST
    id: str = ""
    says: str = ""

    def words(self) -> str:
        """What it asks for."""
        raise NotImplementedError

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        """`facts` are those of `build`, which has an image where one is needed."""
        raise NotImplementedError


class Counting(Check, frozen=True, kw_only=True):
    op: Op
    n: int

    def holds(self, count: int) -> bool:
        return COMPARE[self.op](count, self.n)

    def amount(self, noun: str) -> str:
        return f"{WORDS[self.op].capitalize()} {self.n:,} {noun}"


def beside(other: str, builds: Builds, compare: Callable[[BuildFacts], Seen]) -> Seen:
    """What `compare` sees of the image of another build, if there is one."""
    facts = builds.get(other)
    if facts is None or not facts.built:
        return Seen(False, f"build {other} has no image to compare with")
    return compare(facts)


NAMED = 5
"""So many steps or layers are told; of the others, how many they are."""


def listed(count: int, one: str, many: str, rest: str) -> str:
    return f"{count} {one if count == 1 else many}" + (f" ({rest})" if rest and count else "")


def named(facts: BuildFacts, steps: Sequence[int]) -> str:
    """Steps by their instructions."""
    return _some([facts.state.steps[index].instruction.split("\n")[0][:60] for index in steps])


def layers_named(facts: BuildFacts, indices: Sequence[int]) -> str:
    """Layers by their numbers and the instructions that made them."""
    return _some([_layer(facts, index) for index in indices]) or say("no layer")


def _layer(facts: BuildFacts, index: int) -> str:
    if index == CONFIG:
        return say("the config")
    made_by = facts.state.layers[index].step
    return say("layer {number}").format(number=index + 1) + (
        f": {named(facts, [made_by])}" if made_by is not None else ""
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return "; ".join([*names[:NAMED], *([say("and {count} more").format(count=more)] if more > 0 else [])])
