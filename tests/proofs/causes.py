"""An edit of a project, with the truth about it: which steps may run again because of it, and what a reason
must say to name it."""

from collections.abc import Callable, Mapping
from random import Random

import msgspec

from builds.events import Reason
from tests.proofs.project import Project


class Cause(msgspec.Struct, frozen=True):
    """What a reason must say to name the edit: one of `kinds`, and of the rest whatever is not empty.

    `paths` and `names`: one of these is among its own; `words`: all of them are in its before and after.
    """

    kinds: frozenset[str]
    paths: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def named_by(self, reason: Reason) -> bool:
        said = f"{reason.before or ''}\n{reason.after or ''}"
        return (
            reason.kind in self.kinds
            and (not self.paths or any(change.path in self.paths for change in reason.paths))
            and (not self.names or any(name.split(" ")[0] in self.names for name in reason.names))
            and all(word in said for word in self.words)
        )


class Edit(msgspec.Struct, frozen=True):
    """`causes` by the ids of the lines that it touches itself; what stands on those follows from them. One
    without causes changes nothing that BuildKit looks at: `told` has what a cached step may say of it, kind
    and name. One of several is enough; a name that is empty may be any."""

    name: str
    after: Project
    causes: Mapping[str, tuple[Cause, ...]] = {}
    told: tuple[tuple[str, str], ...] = ()


Maker = Callable[[Random, Project, str], Edit | None]
"""Makes an edit of a copy of a project with a word not used so far; None where there is nothing to edit."""


def changed(*words: str) -> Cause:
    return Cause(frozenset({"instruction_changed", "flag_changed"}), words=words)


def setting(name: str) -> Cause:
    return Cause(frozenset({"environment_changed"}), names=frozenset({name}))


def moved() -> Cause:
    """It was never there, or never upon what it now stands on."""
    return Cause(frozenset({"nothing_matches"}))
