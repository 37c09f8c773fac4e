"""Reasons in words: short sentences about changed files and instructions."""

from collections.abc import Sequence
from itertools import takewhile

from builds.dockerfile import Plan
from builds.events import Harmless, HarmlessKind, PathChange, Reason
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

HARMLESS: dict[HarmlessKind, str] = {
    "mtime": "the date of {names} changed",
    "not_copied": "{names} changed, but that is not copied here",
    "ignored": "{names} changed, but .dockerignore keeps that out",
    "comment": "a comment changed",
    "spelling": "it is written otherwise, but means the same",
    "stage_name": "a stage has another name",
    "base_name": "the base has another name, but the same content",
    "setting": "{names} changed, but that makes no layer",
    "variable": "{names} changed, but a {keyword} does not see that",
    "argument": "{names} changed, but no ARG declares that",
    "secret": "the value of secret {names} does not count, changed or not",
}


def harmless_said(found: Sequence[Harmless], keyword: str) -> str:
    """Of what one step may have noticed, kind by kind."""
    said = []
    for what in dict.fromkeys(change.what for change in found):
        names = few(list(dict.fromkeys(change.name for change in found if change.what == what)))
        said.append(HARMLESS[what].format(names=names, keyword=keyword))
    only = "only " if {change.what for change in found} <= {"mtime", "comment"} and len(said) == 1 else ""
    return only + "; ".join(said)


def few(names: Sequence[str]) -> str:
    return listed(names) if len(names) < 4 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def files_said(paths: Sequence[PathChange]) -> str:
    said = [f"{change.path} {HOW[change.how]}" for change in paths]
    return ", ".join(said) if len(said) < 4 else f"{', '.join(said[:2])} and {len(said) - 2} more"


def replaced_said(old: Input, new: Input) -> str:
    if old.keyword == new.keyword == "RUN":
        pair = (old.instruction.removeprefix("RUN "), new.instruction.removeprefix("RUN "))
        return f"command changed: {_quoted(*pair)}"
    return f"instruction changed: {_quoted(old.instruction, new.instruction)}"


def _quoted(before: str, after: str) -> str:
    """Both as one line, where they differ."""
    one, other = clip_both(before.replace("\n", " "), after.replace("\n", " "), WORDS)
    return f"`{one}` → `{other}`"


def values(step: Input, names: Sequence[str]) -> str:
    """In the step's own order."""
    return " ".join(f"{name}={value}" for name, value in step.settings.items() if name in names)


def listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def quote(text: str) -> str:
    return f"`{clip(text.replace(chr(10), ' '), WORDS)}`"


def clip(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


def clip_both(before: str, after: str, length: int) -> tuple[str, str]:
    """Where both are alike for long, only the end of that is kept: what differs must be seen."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = alike - length // 3 if alike > length // 2 and max(len(before), len(after)) > length else 0
    one, other = (f"…{text[start + 1 :]}" if start else text for text in (before, after))
    return clip(one, length), clip(other, length)


def step_name(plan: Plan, step: int, seen_from: int) -> str:
    """`step 1`, and of which stage where that is another one."""
    planned = plan.steps[step]
    stage = "" if planned.stage_index == plan.steps[seen_from].stage_index else f" of stage {planned.stage}"
    return f"step {planned.number}{stage}"


def unsure(why: str, build: str | None = None) -> Reason:
    return Reason("unsure", f"not sure why: {why}", build=build)
