"""Earlier builds on the same engine, read as a later one is compared with them."""

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from builds.dockerfile import Plan, parse
from builds.events import PlannedStep, StepFinished
from builds.instructions import DockerfileUnreadable
from builds.reasons import inputs, manifest
from builds.reasons.inputs import Input, Inputs
from builds.request import BuildRequest

WORK = 200_000
"""Comparisons of paths with patterns; earlier builds beyond that are left out."""


class PastBuild(msgspec.Struct, frozen=True):
    """A build on the same engine, its disks the same. `finished` are the steps that ended well; `bases` has
    for each FROM the digest that its image's name stood for, where that is known."""

    id: str
    request: BuildRequest
    finished: frozenset[int]
    bases: Mapping[int, str] = {}

    @property
    def ran(self) -> bool:
        """Whether any step ended well that is no FROM; where that cannot be known, not."""
        try:
            steps = _plan(self.request.dockerfile, tuple(sorted(self.request.build_args.items()))).steps
        except DockerfileUnreadable:
            return False
        return any(steps[step].keyword != "FROM" for step in self.finished if step < len(steps))


def past_build(id: str, request: BuildRequest, verdicts: Iterable[StepFinished]) -> PastBuild:
    """From what its log says."""
    ended = list(verdicts)
    bases = {event.step: event.base for event in ended if event.base}
    return PastBuild(id, request, frozenset(event.step for event in ended), bases)


class Past(msgspec.Struct, frozen=True):
    """A PastBuild, read."""

    id: str
    request: BuildRequest
    plan: Plan
    inputs: Inputs
    finished: frozenset[int]
    bases: Mapping[int, str]

    def has(self, instruction: str) -> bool:
        return any(instruction in texts for texts in self.inputs.texts.values())


class Near(msgspec.Struct, frozen=True):
    """A step of an earlier build, to compare with."""

    past: Past
    step: Input

    @property
    def finished(self) -> bool:
        return self.step.step in self.past.finished

    @property
    def stage_texts(self) -> tuple[str, ...]:
        """The instructions of its stage."""
        return self.past.inputs.texts[self.stage_index]

    @property
    def stage_index(self) -> int:
        return self._planned.stage_index

    @property
    def number(self) -> int:
        return self._planned.number

    @property
    def _planned(self) -> PlannedStep:
        return self.past.plan.steps[self.step.step]


def read(builds: Sequence[PastBuild]) -> list[Past]:
    """In the same order: those that ran anything, as many as the work allows."""
    return [past for build in _affordable(builds) if build.ran and (past := _read(build))]


def standing_alike(past: Past, own: Input) -> Iterator[Near]:
    """The steps of an earlier build that stood on the same. What a linked copy stands on does not matter."""
    for step in past.inputs.steps.values():
        both_linked = step.linked and own.linked
        if step.keyword != "FROM" and (both_linked or step.below_ground == own.below_ground):
            yield Near(past, step)


def alike(texts: Counter[str], theirs: Counter[str]) -> bool:
    """Whether two stages share at least half of their instructions."""
    return 2 * (texts & theirs).total() >= max(texts.total(), theirs.total())


def _affordable(builds: Sequence[PastBuild]) -> Iterator[PastBuild]:
    left = WORK
    for build in builds:
        left -= manifest.weight(build.request)
        if left < 0:
            return
        yield build


@functools.lru_cache(200)
def _plan(dockerfile: str, arguments: tuple[tuple[str, str], ...]) -> Plan:
    """Much the same Dockerfiles are read for build after build."""
    return parse(dockerfile, dict(arguments))


def _read(build: PastBuild) -> Past | None:
    try:
        plan = _plan(build.request.dockerfile, tuple(sorted(build.request.build_args.items())))
        found = inputs.read(build.request, plan, build.bases)
    except (DockerfileUnreadable, ValueError):
        return None
    return Past(build.id, build.request, plan, found, build.finished, build.bases)
