"""What made BuildKit run a step again, the most certain cause first."""

from collections import Counter
from collections.abc import Sequence

from builds.dockerfile import Plan
from builds.events import PathChange, Reason
from builds.reasons import manifest
from builds.reasons.chains import Chains
from builds.reasons.edits import EVIDENCE, base_since, expanded_otherwise, other_base, other_words
from builds.reasons.inputs import Input, Inputs
from builds.reasons.past import Near, Past, alike, standing_alike
from builds.reasons.words import clip, files_said, listed, step_name, unsure, values

PATHS = 20
"""Paths kept as evidence."""

NEARBY = 3
"""Differences up to which the newest build is compared with, though an older one may be closer: what changed
since then is what a learner asks about."""


class Causes:
    """Of steps that stand on nothing rebuilt."""

    def __init__(self, plan: Plan, own: Inputs, past: Sequence[Past], chains: Chains) -> None:
        self._plan, self._inputs, self._past, self._chains = plan, own, past, chains

    def find(self, own: Input) -> Reason:
        near = [near for past in self._past for near in standing_alike(past, own)]
        return (
            self._same_again(own, near)
            or self._moved(own)
            or self._replaced(own, near)
            or self._same_words(own, near)
            or self._other_words(own, near)
            or other_base(self._plan, self._inputs, self._past, own)
            or self._new(own, near)
        )

    def _same_again(self, own: Input, near: Sequence[Near]) -> Reason | None:
        same = [other for other in near if other.step.key == own.key]
        if not same:
            return None
        if source := self._source_rebuilt(own, "it copies from there"):
            return source
        build = same[0].past.id
        if not own.sure:
            return unsure("it may depend on something that is not compared here", build)
        if not any(other.finished for other in same):
            return Reason("nothing_matches", "no earlier build had finished this step", build=build)
        text = "nothing in the cache matches any more, though an earlier build had the same step"
        return Reason("nothing_matches", text, build=next(x.past.id for x in same if x.finished))

    def _moved(self, own: Input) -> Reason | None:
        """Where it was in the last build, but on other steps: what changed since then is what is asked about,
        though an older build may have had it, otherwise, on these."""
        there = self._in_last(own)
        if there is None or not self._ground_known(own):
            return None
        if self._inputs.base(own.step) != there.past.inputs.base(there.step.step):
            return base_since(self._plan, self._inputs, own, there)
        if paths := self._paths(own, there):
            return _files(paths, _names(own, there.step), there.past.id)
        if changed := _environment(own, there):
            return changed
        if self._source_rebuilt(own) or not own.sure or not there.step.sure:
            return None
        return Reason("nothing_matches", "in the last build it stood on other steps", build=there.past.id)

    def _in_last(self, own: Input) -> Near | None:
        """The same instruction of a stage like this one."""
        last, texts = self._past[0], Counter(self._texts(own))
        same = [step for step in last.inputs.steps.values() if step.words == own.words and not step.linked]
        if any(step.below_ground == own.below_ground for step in same):
            return None
        near = [Near(last, step) for step in same]
        like = [x for x in near if x.finished and alike(texts, Counter(x.stage_texts))]
        return min(like, key=lambda other: abs(other.step.step - own.step), default=None)

    def _replaced(self, own: Input, near: Sequence[Near]) -> Reason | None:
        """Where it came for another instruction of the last build and differs in nothing else, though an
        older build had it, with other files or variables."""
        last = [other for other in near if other.past is self._past[0]]
        if any(other.step.words == own.words for other in last) or self._chains.through(own.sources):
            return None
        like = [x for x in last if x.step.contents == own.contents and _same_settings(own, x.step)]
        return other_words(own, self._plan, self._texts(own), like)

    def _same_words(self, own: Input, near: Sequence[Near]) -> Reason | None:
        """The instruction is an earlier one's; what it works on differs."""
        alike = [other for other in near if other.step.words == own.words]
        if not alike:
            return None
        closest = min(alike, key=lambda other: max(NEARBY, self._distance(own, other)))
        paths, names, build = self._paths(own, closest), _names(own, closest.step), closest.past.id
        if paths:
            return _files(paths, names, build)
        if changed := _environment(own, closest):
            return changed
        if source := self._source_rebuilt(own):
            return source
        if not own.sure or not closest.step.sure:
            return unsure("it may depend on something that is not compared here", build)
        same = own.instruction == closest.step.instruction
        return unsure("the stage that it copies from differs", build) if same else None

    def _distance(self, own: Input, other: Near) -> int:
        return len(self._paths(own, other)) + len(_names(own, other.step))

    def _paths(self, own: Input, other: Near) -> tuple[PathChange, ...]:
        """Of all that either takes. What is only taken by another link has not changed itself. Where the same
        arrives, none counts."""
        if own.contents == other.step.contents:
            return ()
        was, now = other.past.inputs.manifest, self._inputs.manifest
        taken = {*other.step.files, *own.files}
        before, after = ({path: x.items[path] for path in taken if path in x.items} for x in (was, now))
        return manifest.changes(before, after, was, now)

    def _source_rebuilt(self, own: Input, so: str = "what it copies from there differs") -> Reason | None:
        chain = self._chains.through(own.sources)
        if not chain:
            return None
        text = f"{step_name(self._plan, chain[0], own.step)} was rebuilt, and {so}"
        return Reason("source_rebuilt", text, culprit=chain[0], chain=chain)

    def _other_words(self, own: Input, near: Sequence[Near]) -> Reason | None:
        same = next((other for other in near if other.step.instruction == own.instruction), None)
        return (
            expanded_otherwise(own, self._plan, same)
            if same
            else other_words(own, self._plan, self._texts(own), near)
        )

    def _new(self, own: Input, near: Sequence[Near]) -> Reason:
        if not near and not self._ground_known(own):
            return unsure("no earlier build is known that had the steps below it")
        had = next((past for past in self._past if past.has(own.instruction)), None)
        if had:
            text = "no earlier build had it at this place, on these steps"
            return Reason("nothing_matches", text, build=had.id)
        return Reason("nothing_matches", "no earlier build had this step")

    def _texts(self, own: Input) -> Sequence[str]:
        """All instructions of its stage."""
        return self._inputs.texts[self._plan.steps[own.step].stage_index]

    def _ground_known(self, own: Input) -> bool:
        """Whether an earlier build had the steps below it."""
        below = None if own.below is None else self._inputs.steps[own.below]
        known = (step.ground for past in self._past for step in past.inputs.steps.values())
        return below is None or below.keyword == "FROM" or below.ground in known


def _files(paths: Sequence[PathChange], names: tuple[str, ...], build: str) -> Reason:
    return Reason("files_changed", files_said(paths), build=build, paths=tuple(paths[:PATHS]), names=names)


def _names(own: Input, other: Input) -> tuple[str, ...]:
    both = {*own.settings, *other.settings}
    return tuple(sorted(name for name in both if own.settings.get(name) != other.settings.get(name)))


def _same_settings(own: Input, other: Input) -> bool:
    """In their order, too: for BuildKit they are a list."""
    return list(own.settings.items()) == list(other.settings.items())


def _environment(own: Input, other: Near) -> Reason | None:
    """Other variables, or the same in another order: for BuildKit they are a list."""
    names = _names(own, other.step)
    both = zip(own.settings, other.step.settings, strict=not names)
    moved = () if names else tuple(x for x, y in both if x != y)
    if not names and not moved:
        return None
    text = f"{listed(names)} changed" if names else f"the order of {listed(moved)} changed"
    before, after = (clip(values(step, names or moved), EVIDENCE) for step in (other.step, own))
    return Reason("environment_changed", text, other.past.id, before, after, names=names or moved)
