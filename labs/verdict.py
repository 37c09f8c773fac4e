"""Judges checks by what was recorded, and says by which fact."""

import operator
import re
from collections.abc import Mapping, Sequence
from typing import assert_never

import msgspec

from labs.checks import (
    BuildFails,
    BuildOk,
    Check,
    Config,
    Dockerfile,
    EmptyLayers,
    ImageBytes,
    Key,
    LayerCount,
    PathInAnyLayer,
    PathInImage,
    PathMode,
    Stdout,
    StepCached,
    StepExists,
    StepRan,
    StepsRun,
    TextAnywhere,
    id_of,
)
from labs.facts import CONFIG, BuildFacts, ran
from labs.wording import describe

COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


class Verdict(msgspec.Struct, frozen=True):
    """`found` says the fact that was used, in words."""

    id: str
    text: str
    passed: bool
    found: str


def judge(check: Check, builds: Mapping[str, BuildFacts]) -> Verdict:
    """`builds` are the script's, by id; one that the script did not come to is missing."""
    facts = builds.get(check.build)
    if facts is None:
        return Verdict(id_of(check), describe(check), False, f"build {check.build} did not happen")
    if not facts.built and not isinstance(check, BuildOk | BuildFails | Dockerfile):
        return Verdict(id_of(check), describe(check), False, "the build did not end with an image")
    passed, found = _look(check, facts)
    return Verdict(id_of(check), describe(check), passed, found)


def _look(check: Check, facts: BuildFacts) -> tuple[bool, str]:
    match check:
        case BuildOk():
            return facts.built, _ending(facts)
        case BuildFails(match=pattern):
            said = facts.state.error.message if facts.state.error else ""
            return facts.state.status == "failed" and bool(re.search(pattern, said)), _ending(facts)
        case StepsRun(op=op, n=n):
            steps = ran(facts)
            return COMPARE[op](len(steps), n), _listed(
                len(steps), "step ran", "steps ran", _named(facts, steps)
            )
        case StepCached(match=pattern) | StepRan(match=pattern):
            wanted = isinstance(check, StepCached)
            return _flags(facts, facts.steps(pattern), wanted)
        case StepExists(match=pattern, want=want):
            steps = facts.steps(pattern)
            return bool(steps) == want, _listed(len(steps), "such step", "such steps", _named(facts, steps))
        case LayerCount(op=op, n=n, minus_base=minus_base):
            count = len(facts.layers(minus_base))
            return COMPARE[op](count, n), _listed(count, "layer", "layers", "above the base" * minus_base)
        case EmptyLayers(op=op, n=n):
            empty = [layer for layer in facts.state.layers if layer.empty]
            makers = [layer.step for layer in empty if layer.step is not None]
            found = _listed(len(empty), "empty layer", "empty layers", _named(facts, makers))
            return COMPARE[op](len(empty), n), found
        case ImageBytes(op=op, n=n, minus_base=minus_base):
            size = sum(layer.size for layer in facts.layers(minus_base))
            return COMPARE[op](size, n), f"{size:,} bytes" + " above the base" * minus_base
        case Config(key=key, value=value):
            return _config(facts, key, value)
        case PathInImage(path=path, want=want):
            visible = facts.visible(path)
            return visible == want, f"{path} is {'' if visible else 'not '}in the image"
        case PathInAnyLayer(path=path, want=want):
            holders = facts.holders(path)
            return bool(holders) == want, f"{path} is stored in {_layers(holders)}"
        case PathMode():
            return _mode(check, facts)
        case TextAnywhere(text=text, want=want):
            holders = list(facts.texts.get(text, ()))
            return bool(holders) == want, f"“{text}” is in {_layers(holders)}"
        case Dockerfile(match=pattern, want=want):
            there = re.search(pattern, facts.request.dockerfile, re.MULTILINE | re.IGNORECASE) is not None
            return there == want, f"the Dockerfile has {'such' if there else 'no such'} line"
        case Stdout(run=run, match=pattern):
            output = facts.runs.get(run)
            found = f"it wrote {output.stdout.strip()[:80]!r}" if output else "the container did not run"
            return output is not None and bool(re.search(pattern, output.stdout)), found
        case _:
            assert_never(check)


def _flags(facts: BuildFacts, steps: list[int], cached: bool) -> tuple[bool, str]:
    if not steps:
        return False, "there is no such step"
    flags = [facts.state.steps[index].cached for index in steps]
    said = "; ".join(
        f"{facts.state.steps[index].instruction[:60]} {'was cached' if flag else 'ran'}"
        for index, flag in zip(steps, flags, strict=True)
    )
    return all(flag is cached for flag in flags), said


def _config(facts: BuildFacts, key: Key, value: str) -> tuple[bool, str]:
    if facts.config is None:
        return False, "the image's config could not be read"
    there = getattr(facts.config, key)
    shown = [f"{name}={text}" for name, text in there.items()] if key == "Labels" else there
    found = f"{key} is {', '.join([shown] if isinstance(shown, str) else shown) or 'not set'}"
    return facts.config.has(key, value) if value else bool(there), found[:200]


def _mode(check: PathMode, facts: BuildFacts) -> tuple[bool, str]:
    name = check.path.strip("/")
    for changes in reversed(facts.changes):
        for change in changes:
            if change.path == name and change.change != "deleted":
                right = change.mode == int(check.mode, 8) and check.uid in (None, change.uid)
                return right, f"{check.path} has mode {change.mode:o} and owner {change.uid}"
    return False, f"{check.path} is in no layer"


def _ending(facts: BuildFacts) -> str:
    error = facts.state.error
    return f"the build {facts.state.status}" + (f": {error.message[:200]}" if error else "")


def _named(facts: BuildFacts, steps: Sequence[int]) -> str:
    return "; ".join(facts.state.steps[index].instruction.split("\n")[0][:60] for index in steps)


def _listed(count: int, one: str, many: str, rest: str) -> str:
    return f"{count} {one if count == 1 else many}" + (f" ({rest})" if rest and count else "")


def _layers(indices: Sequence[int]) -> str:
    names = ["the config" if index == CONFIG else f"layer {index + 1}" for index in indices]
    return ", ".join(names) or "no layer"
