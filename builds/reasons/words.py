"""Reasons in words: short sentences about changed files and instructions."""

from collections.abc import Sequence

from builds.dockerfile import Plan
from builds.events import PathChange, Reason
from builds.reasons.inputs import Input

WORDS = 60
"""Characters of an instruction in a sentence."""
HOW = {
    "content": "changed",
    "mode": "has another mode",
    "type": "became something else",
    "added": "was added",
    "removed": "was removed",
    "ignored": "is now ignored",
    "unignored": "is no longer ignored",
}


def files_said(paths: Sequence[PathChange]) -> str:
    said = [f"{change.path} {HOW[change.how]}" for change in paths]
    return ", ".join(said) if len(said) < 4 else f"{', '.join(said[:2])} and {len(said) - 2} more"


def replaced_said(old: Input, new: Input) -> str:
    if old.keyword == new.keyword == "RUN":
        pair = (old.instruction.removeprefix("RUN "), new.instruction.removeprefix("RUN "))
        return f"command changed: {quote(pair[0])} → {quote(pair[1])}"
    return f"instruction changed: {quote(old.instruction)} → {quote(new.instruction)}"


def values(step: Input, names: Sequence[str]) -> str:
    return " ".join(f"{name}={step.settings[name]}" for name in names if name in step.settings)


def listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def quote(text: str) -> str:
    return f"`{clip(text.replace(chr(10), ' '), WORDS)}`"


def clip(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def step_name(plan: Plan, step: int, seen_from: int) -> str:
    """`step 1`, and of which stage where that is another one."""
    planned = plan.steps[step]
    stage = "" if planned.stage_index == plan.steps[seen_from].stage_index else f" of stage {planned.stage}"
    return f"step {planned.number}{stage}"


def unsure(why: str, build: str | None = None) -> Reason:
    return Reason("unsure", f"not sure why: {why}", build=build)
