"""Where two images part, and why: as if the second had been built after the first, and nothing else ever."""

from collections.abc import Mapping, Sequence, Set
from typing import Literal

import msgspec

from builds.comparison.images import RecordedImage
from builds.dockerfile import Plan, parse
from builds.events import LayerRecorded, Reason, StepExplained, StepFinished
from builds.instructions import DockerfileUnreadable
from builds.reasons import inputs
from builds.reasons.edits import EVIDENCE
from builds.reasons.explain import Explainer
from builds.reasons.inputs import Inputs
from builds.reasons.past import past_build
from builds.reasons.words import clip, quote, step_name
from builds.request import BuildRequest

PartingKind = Literal["input", "result", "length", "layer", "settings"]


class FirstDifference(msgspec.Struct, frozen=True):
    """`layer` is where the piles part, None where all layers are the same. `steps` made it, in the one and in
    the other image; None where there is no layer, or no Dockerfile made it.

    input     the step is made from something else: `reason` tells what, inferred as for a cache miss
    result    the same step was run twice, and left something else: a date, say
    length    one image goes on where the other one ends
    layer     the layers differ, and what made them is not recorded
    settings  the same layers; the images differ in settings or dates
    """

    kind: PartingKind
    text: str
    layer: int | None
    steps: tuple[int | None, int | None]
    reason: Reason | None = None


class _Unknown(Exception):
    """The two cannot be compared by what they were made from."""


class _Made(msgspec.Struct, frozen=True):
    """What an image was made from."""

    id: str
    request: BuildRequest
    plan: Plan
    inputs: Inputs
    verdicts: Sequence[StepFinished]


def first_difference(before: RecordedImage, after: RecordedImage, pile: int) -> FirstDifference | None:
    """`pile` is how many layers they share. None for one and the same image."""
    if before.image.manifest_digest == after.image.manifest_digest:
        return None
    if pile == len(before.layers) == len(after.layers):
        return FirstDifference(
            "settings", "the layers are the same; settings or dates differ", None, (None, None)
        )
    steps = _step(before.layers, pile), _step(after.layers, pile)
    if pile in (len(before.layers), len(after.layers)):
        longer = "first" if len(before.layers) > pile else "second"
        text = f"the {longer} image goes on where the other one ends, after {_layers(pile)}"
        return FirstDifference("length", text, pile, steps)
    try:
        return _explained(before, after, pile, steps)
    except _Unknown:
        text = f"the images part above {_layers(pile)}; what made the next one is not recorded"
        return FirstDifference("layer", text, pile, steps)


def _explained(
    before: RecordedImage, after: RecordedImage, pile: int, steps: tuple[int | None, int | None]
) -> FirstDifference:
    """Raises _Unknown."""
    one, other = _made(before), _made(after)
    was, step = steps
    if was is None or step is None:
        raise _Unknown
    name = step_name(other.plan, step, step)
    if {"FROM"} == {one.plan.steps[was].keyword, other.plan.steps[step].keyword}:
        reason = _other_base(one.plan.steps[was].instruction, other.plan.steps[step].instruction, before.id)
        return FirstDifference("input", f"{name}: {reason.text}", pile, steps, reason)
    shared = {layer.step for layer in after.layers[:pile]}
    if found := _reasons(one, other, shared).get(step):
        return FirstDifference("input", f"{name}: {found.text}", pile, steps, found)
    text = f"{name} is the same in both, but left something else when it was run again"
    return FirstDifference("result", text, pile, steps)


def _reasons(one: _Made, other: _Made, shared: Set[int | None]) -> Mapping[int, Reason]:
    """Why each step of `other` would be rebuilt if only `one` had been built. Raises _Unknown."""
    known = {step.key for step in one.inputs.steps.values() if step.sure}
    request = msgspec.structs.replace(other.request, no_cache=False)
    past = past_build(one.id, one.request, one.verdicts)
    try:
        explainer = Explainer(request, other.plan, [past])
    except ValueError as error:
        raise _Unknown from error
    bases = {verdict.step: verdict.base for verdict in other.verdicts}
    told: list[StepExplained] = []
    for step, found in other.inputs.steps.items():
        same = step in shared or (found.sure and found.key in known)
        cached = None if found.keyword == "FROM" else same
        told += explainer.finished(StepFinished(step, cached, 0.0, bases.get(step)))
    rebuilt = (x for x in [*told, *explainer.rest()] if x.reason.kind != "cached_anyway")
    return {x.step: _in_words(x.reason) for x in rebuilt}


def _in_words(reason: Reason) -> Reason:
    """Of the two images rather than of a history."""
    if reason.kind != "nothing_matches":
        return reason
    return msgspec.structs.replace(reason, text="the other image has no such step at this place")


def _other_base(before: str, after: str, build: str) -> Reason:
    text = f"the base changed: {quote(before)} → {quote(after)}"
    if before == after:
        text = f"the base has new content under the same name: {quote(after)}"
    return Reason("base_changed", text, build, clip(before, EVIDENCE), clip(after, EVIDENCE))


def _made(image: RecordedImage) -> _Made:
    if image.request is None:
        raise _Unknown
    bases = {verdict.step: verdict.base for verdict in image.verdicts if verdict.base}
    try:
        plan = parse(image.request.dockerfile, image.request.build_args)
        if any(step >= len(plan.steps) for step in _named(image)):
            raise _Unknown  # a recording at odds with itself
        found = inputs.read(image.request, plan, bases)
    except (DockerfileUnreadable, ValueError) as error:
        raise _Unknown from error
    return _Made(image.id, image.request, plan, found, image.verdicts)


def _named(image: RecordedImage) -> set[int]:
    """The steps that its log speaks of."""
    made = {layer.step for layer in image.layers if layer.step is not None}
    return made | {verdict.step for verdict in image.verdicts}


def _step(layers: Sequence[LayerRecorded], index: int) -> int | None:
    return layers[index].step if index < len(layers) else None


def _layers(count: int) -> str:
    return "1 shared layer" if count == 1 else f"{count or 'no'} shared layers"
