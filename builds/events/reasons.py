"""Why a step was not cached, or was although something had changed."""

from typing import Literal

import msgspec

from builds.events.event import Event

Difference = Literal["content", "mode", "type", "added", "removed", "ignored", "unignored"]
ReasonKind = Literal[
    "first_build",
    "instruction_changed",
    "flag_changed",
    "files_changed",
    "environment_changed",
    "base_changed",
    "parent_rebuilt",
    "source_rebuilt",
    "no_cache",
    "nothing_matches",
    "cached_anyway",
    "unsure",
]
HarmlessKind = Literal[
    "mtime",
    "not_copied",
    "ignored",
    "comment",
    "spelling",
    "stage_name",
    "base_name",
    "setting",
    "variable",
    "argument",
    "secret",
    "restored",
    "same_output",
    "linked",
    "no_cache",
]


class PathChange(msgspec.Struct, frozen=True):
    """`ignored` and `unignored`: what `.dockerignore` newly keeps out, or no longer does."""

    path: str
    how: Difference


class Harmless(msgspec.Struct, frozen=True):
    """A change that does not count; of a `secret`, whose value is not kept, there may be none. `name` is the
    path's, the variable's, the secret's, the instruction's or the step's."""

    what: HarmlessKind
    name: str


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a step was not cached, or was although something had changed (`cached_anyway`): inferred by
    comparing this build's inputs with those of earlier ones.

    `text` is one short sentence; the rest is its evidence, as far as the kind has any.
    """

    kind: ReasonKind
    text: str
    build: str | None = None
    """The id of the earlier build that it was compared with."""
    before: str | None = None
    after: str | None = None
    paths: tuple[PathChange, ...] = ()
    names: tuple[str, ...] = ()
    """Of variables, or USER, SHELL and WORKDIR; of flags."""
    culprit: int | None = None
    """The step because of which this one was rebuilt, the first of its chain."""
    chain: tuple[int, ...] = ()
    """All the rebuilt steps from the culprit up to the one right below."""
    harmless: tuple[Harmless, ...] = ()
    """Of `cached_anyway`: what changed since the last build, and does not count here."""


class StepExplained(Event, frozen=True, tag="step_explained"):
    """Follows the StepFinished of a step that was not cached, and of one that was although something had
    changed. The verdict is BuildKit's, the reason ours."""

    step: int
    reason: Reason
