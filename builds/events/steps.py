"""A build and its steps as BuildKit runs them."""

from typing import Literal

import msgspec

from builds.events.event import Event


class PlannedStep(msgspec.Struct, frozen=True, omit_defaults=True):
    """One instruction. `number` counts the stage's instructions from FROM = 0; `line` counts from 1. What
    ONBUILD held back comes right after the FROM, with its lines."""

    stage: str
    """The stage's name, or its index where it has none, as BuildKit accepts in `COPY --from`."""
    stage_index: int
    number: int
    keyword: str
    """Upper case: FROM, RUN, COPY…"""
    instruction: str
    """The instruction as written, continuation lines folded by the reader, not here."""
    line: int
    end_line: int
    makes_layer: bool
    """Whether BuildKit runs it as a step: FROM, RUN, COPY, ADD and WORKDIR; all else is settings."""
    trigger: int | None = None
    """The line of the ONBUILD that held it back."""


class Started(Event, frozen=True, tag="started"):
    """A worker took the build up. `engine` is package name → version of what runs it."""

    attempt: int
    engine: dict[str, str]
    generation: int | None = None
    """Counts how often the engine's disks were made anew: what was cached before is gone."""


class Planned(Event, frozen=True, tag="planned"):
    """The Dockerfile, read. Missing where it cannot be parsed: then the engine says why."""

    steps: tuple[PlannedStep, ...]


class StepStarted(Event, frozen=True, tag="step_started"):
    step: int


class StepFinished(Event, frozen=True, tag="step_finished"):
    """`cached` is BuildKit's own verdict; None for FROM, whose flag means nothing. `base` is FROM's alone:
    the digest that its image's name stood for."""

    step: int
    cached: bool | None
    seconds: float
    base: str | None = None


class StepFailed(Event, frozen=True, tag="step_failed"):
    """`error` in BuildKit's words."""

    step: int
    seconds: float
    error: str


RULES = "https://docs.docker.com/"
"""Where BuildKit's rules are explained: the one place outside that a page links to."""


class Linted(Event, frozen=True, tag="linted"):
    """What BuildKit's checks say of lines `line` to `end_line`, from 1: the rule that is broken, the engine's
    own words (`text`), and where it explains the rule (`url`, empty where it does not)."""

    rule: str
    text: str
    url: str
    line: int
    end_line: int


class Logged(Event, frozen=True, tag="logged"):
    """Output of a step, or of the build itself where `step` is None. A chunk, not a line."""

    step: int | None
    stream: Literal["stdout", "stderr", "warning"]
    text: str
