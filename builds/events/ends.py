"""The terminal events: exactly one ends each log."""

from typing import Literal

from builds.events.event import Event


class Completed(Event, frozen=True, tag="completed"):
    seconds: float


FailureReason = Literal[
    "step", "syntax", "base", "policy", "context", "secrets", "time", "engine", "record", "container"
]


class Failed(Event, frozen=True, tag="failed"):
    """It ended without an image, or without a container's end. `error` is the engine's own message;
    `line` the failing line of the Dockerfile where known; `hint` our advice."""

    reason: FailureReason
    error: str
    step: int | None
    line: int | None
    hint: str | None


class Cancelled(Event, frozen=True, tag="cancelled"):
    """The learner stopped it."""


class Interrupted(Event, frozen=True, tag="interrupted"):
    """The worker or the engine died. What had finished is still cached on the learner's engine."""

    reason: str


TERMINAL = (Completed, Failed, Cancelled, Interrupted)
