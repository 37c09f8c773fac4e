"""What buildx wrote as it gave up → why, where, in the engine's own words, and our advice."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from builds.dockerfile import Plan
from builds.events import BuildEvent, Failed, StepFailed
from builds.translate import StepError

Reason = Literal["step", "syntax", "base", "policy", "context", "time", "engine", "record"]

RETRY = re.compile(r"parent snapshot \S+ does not exist")
"""BuildKit's cache has forgotten a layer that it believed it had; the next try rebuilds it."""

_ERROR = re.compile(r"^ERROR: (?:failed to build: )?(?:failed to solve: )?(.*)", re.MULTILINE | re.DOTALL)
_PLACE = re.compile(r"^Dockerfile:(\d+)$", re.MULTILINE)
_LINE = re.compile(r"parse error on line (\d+)")
_NO_SECRET = re.compile(r"secret \S+: not found$")
_PATTERNS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("base", re.compile(r"docker-image://\S+ denied by policy|failed to resolve source metadata")),
    ("policy", re.compile(r"denied by policy|is not allowed|device feature is only supported")),
    ("syntax", re.compile(r"parse error|no build stage|cannot be empty|should not be blank|target stage")),
    ("context", re.compile(r"failed to read dockerfile|error from sender|failed to load cache key")),
    (
        "engine",
        re.compile(r"Cannot connect to the Docker daemon|failed to receive status|rpc error|no space left"),
    ),
)


def explain(
    text: str, step_error: StepError | None, plan: Plan | None, images: Sequence[str]
) -> Iterator[BuildEvent]:
    """StepFailed where a step is to blame, then Failed. `text` is what buildx wrote beside its messages."""
    error = engine_words(text) or (step_error.error if step_error else "") or "The engine gave no reason."
    line = _place(text)
    step = step_error.step if step_error else _step_at(plan, line)
    reason = _reason(error, line, step_error)
    if reason == "base" and plan and step is None:  # a syntax directive, which no step stands for
        reason = "policy"
    if step_error:
        yield StepFailed(step_error.step, step_error.seconds, step_error.error)
    elif step is not None and reason == "base":
        yield StepFailed(step, 0.0, error)
    if step is not None and plan and (line is None or plan.steps[step].trigger is not None):
        line = plan.steps[step].trigger or plan.steps[step].line
    yield Failed(reason, error, step, line, _hint(reason, error, images))


def engine_words(text: str) -> str:
    """The error itself, without the excerpt of the Dockerfile and what buildx puts before each error."""
    found = _ERROR.search(text)
    return (found[1] if found else text).strip().replace("\0", "\ufffd")


def _place(text: str) -> int | None:
    found = _LINE.search(text) or _PLACE.search(text)
    return int(found[1]) if found else None


def _reason(error: str, line: int | None, step_error: StepError | None) -> Reason:
    if step_error:
        return "step"
    for reason, pattern in _PATTERNS:
        if pattern.search(error):
            return reason
    return "syntax" if line is not None else "engine"


def _step_at(plan: Plan | None, line: int | None) -> int | None:
    if plan is None or line is None:
        return None
    return next((index for index, step in enumerate(plan.steps) if step.line <= line <= step.end_line), None)


def _hint(reason: Reason, error: str, images: Sequence[str]) -> str | None:
    if reason == "base":
        return f"Images on offer: {', '.join(images)}. Nothing can be fetched from elsewhere."
    if reason == "policy":
        return "Builds here have no network and no special rights. Put what you need into the build context."
    if reason == "step" and "failed to calculate checksum of ref" in error and "not found" in error:
        return "That path is not in the build context. Check its spelling, and .dockerignore."
    if reason == "step" and _NO_SECRET.search(error):
        return "Give the build a secret of that id, or mount it without `required`."
    return None
