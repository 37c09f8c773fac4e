"""Why a step was not cached: this build's inputs compared with those of the learner's earlier builds.

The verdict is BuildKit's, the reason inferred. Of all earlier builds, the one that came closest is named.
Where what is known here does not decide, the reason says `unsure`.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from builds import inputs, manifest
from builds.dockerfile import DockerfileUnreadable, Plan, parse
from builds.events import PathChange, Reason, StepExplained
from builds.inputs import Input, Inputs
from builds.reason_words import clip, files_said, listed, quote, replaced_said, values
from builds.request import BuildRequest

EVIDENCE = 400
"""Characters of an instruction kept as evidence."""
PATHS = 20
"""Paths kept as evidence."""
WORK = 200_000
"""Comparisons of paths with patterns; earlier builds beyond that are left out."""
_VARIABLE = re.compile(r"\$\{?(\w+)")


class PastBuild(msgspec.Struct, frozen=True):
    """A build on the same engine, its disks the same. `finished` are the steps that ended well."""

    id: str
    request: BuildRequest
    finished: frozenset[int]


class _Past(msgspec.Struct, frozen=True):
    id: str
    plan: Plan
    inputs: Inputs
    finished: frozenset[int]


class _Near(msgspec.Struct, frozen=True):
    """A step of an earlier build, to compare with."""

    past: _Past
    step: Input

    @property
    def finished(self) -> bool:
        return self.step.step in self.past.finished


class Explainer:
    """Of one build. `past` has the newest first. Raises ValueError where comparing would take too long."""

    def __init__(self, request: BuildRequest, plan: Plan, past: Sequence[PastBuild]) -> None:
        if manifest.weight(request) > WORK:
            raise ValueError("the context is too large to compare")
        self._request, self._plan = request, plan
        self._inputs = inputs.read(request, plan)
        self._past = [read for build in _affordable(past) if (read := _read(build)) and _ran(read)]
        self._verdicts: dict[int, bool | None] = {}
        self._reasons: dict[int, Reason] = {}
        self._waiting: list[int] = []

    def finished(self, step: int, cached: bool | None) -> list[StepExplained]:
        """Tells the reasons that this verdict decides, of this step and of those that waited for it."""
        self._verdicts[step] = cached
        if cached is False and step in self._inputs.steps:
            self._waiting.append(step)
        return list(self._tell(when_ready=True))

    def rest(self) -> list[StepExplained]:
        """Those that waited for a verdict which never came."""
        return list(self._tell(when_ready=False))

    def _tell(self, *, when_ready: bool) -> Iterator[StepExplained]:
        for step in sorted(self._waiting):
            own = self._inputs.steps[step]
            if when_ready and not self._ready(own):
                continue
            self._waiting.remove(step)
            self._reasons[step] = self._reason(own)
            yield StepExplained(step, self._reasons[step])

    def _ready(self, own: Input) -> bool:
        needed = [*self._standing_on(own), *own.sources]
        return all(step in self._verdicts and step not in self._waiting for step in needed)

    def _reason(self, own: Input) -> Reason:
        if self._request.no_cache:
            return Reason("no_cache", "this build was asked to use no cache")
        if not self._past:
            return Reason("first_build", "nothing was built here before")
        if (culprit := self._culprit(self._standing_on(own))) is not None:
            return Reason("parent_rebuilt", f"{self._name(culprit, own)} below was rebuilt", culprit=culprit)
        near = [near for past in self._past for near in _standing_alike(past, own)]
        return (
            self._same_again(own, near)
            or self._same_words(own, near)
            or self._other_words(own, near)
            or self._other_base(own)
            or self._new(own, near)
        )

    # -- what it stands on -----------------------------------------------------------------------------

    def _standing_on(self, own: Input) -> list[int]:
        """The steps below, down to the first whose result holds all that lies beneath it."""
        found: list[int] = []
        below = None if own.linked else own.below
        while below is not None:
            found.append(below)
            step = self._inputs.steps[below]
            below = step.below if step.linked else None
        return found

    def _culprit(self, steps: Sequence[int]) -> int | None:
        """The first cause of what was rebuilt among `steps`, the lowest of them last."""
        rebuilt = [step for step in steps if self._verdicts.get(step) is False]
        if not rebuilt:
            return None
        reason = self._reasons.get(rebuilt[-1])
        return rebuilt[-1] if reason is None or reason.culprit is None else reason.culprit

    def _name(self, step: int, seen_from: Input) -> str:
        planned, own = self._plan.steps[step], self._plan.steps[seen_from.step]
        stage = "" if planned.stage_index == own.stage_index else f" of stage {planned.stage}"
        return f"step {planned.number}{stage}"

    # -- the causes, the most certain first ------------------------------------------------------------------

    def _same_again(self, own: Input, near: Sequence[_Near]) -> Reason | None:
        same = [other for other in near if other.step.key == own.key]
        if not same:
            return None
        if source := self._source_rebuilt(own):
            return source
        build = same[0].past.id
        if not own.sure:
            return _unsure("it may depend on something that is not compared here", build)
        if not any(other.finished for other in same):
            return Reason("nothing_matches", "no earlier build had finished this step", build=build)
        text = "nothing in the cache matches any more, though an earlier build had the same step"
        return Reason("nothing_matches", text, build=next(x.past.id for x in same if x.finished))

    def _same_words(self, own: Input, near: Sequence[_Near]) -> Reason | None:
        """The instruction is an earlier one's; what it works on differs."""
        alike = [other for other in near if other.step.words == own.words]
        if not alike:
            return None
        if not own.sure or not alike[0].step.sure:
            return _unsure("it may depend on something that is not compared here", alike[0].past.id)
        closest = min(alike, key=lambda other: self._distance(own, other))
        paths, names = self._paths(own, closest), _names(own, closest.step)
        kept, build = paths[:PATHS], closest.past.id
        if paths:
            return Reason("files_changed", files_said(paths), build=build, paths=kept, names=names)
        if names:
            text = f"{listed(names)} changed"
            before, after = (clip(values(x, names), EVIDENCE) for x in (closest.step, own))
            return Reason("environment_changed", text, build, before, after, names=names)
        return self._source_rebuilt(own) or _unsure("the stage that it copies from differs", build)

    def _distance(self, own: Input, other: _Near) -> int:
        return len(self._paths(own, other)) + len(_names(own, other.step))

    def _paths(self, own: Input, other: _Near) -> tuple[PathChange, ...]:
        was = other.past.inputs.manifest
        return manifest.changes(other.step.files, own.files, was, self._inputs.manifest)

    def _source_rebuilt(self, own: Input) -> Reason | None:
        culprit = self._culprit(own.sources)
        if culprit is None:
            return None
        text = f"{self._name(culprit, own)} was rebuilt, and what is copied from there differs"
        return Reason("source_rebuilt", text, culprit=culprit)

    def _other_words(self, own: Input, near: Sequence[_Near]) -> Reason | None:
        stage = self._plan.steps[own.step].stage_index
        texts = Counter(self._inputs.texts[stage])
        same = [other for other in near if other.step.instruction == own.instruction]
        if same:
            return _variables_changed(own, same[0])
        closest = max(((texts & _texts(other)).total() for other in near), default=0)
        for other in near:
            theirs = _texts(other)
            if (texts & theirs).total() < closest:
                continue  # an earlier build was more like this one: it shows better what is new
            if _replaces(own.instruction, texts, other.step.instruction, theirs):
                before, after = other.step.instruction, own.instruction
                text = replaced_said(other.step, own)
                kept = (clip(before, EVIDENCE), clip(after, EVIDENCE))
                return Reason("instruction_changed", text, other.past.id, *kept)
        return None

    def _other_base(self, own: Input) -> Reason | None:
        """Only what stands right on a base, and where no earlier build stood on that one."""
        planned = self._plan.steps[own.step]
        if own.linked or (own.below is not None and self._inputs.steps[own.below].keyword != "FROM"):
            return None
        steps = [step for past in self._past for step in past.inputs.steps.values()]
        if any(step.below_ground == own.below_ground for step in steps if step.keyword != "FROM"):
            return None
        for past in self._past:
            theirs = past.inputs.texts.get(planned.stage_index, ())
            texts = self._inputs.texts[planned.stage_index]
            if theirs and len(texts) > 1 and _shared(Counter(texts[1:]), Counter(theirs[1:])):
                text = f"the base changed: {quote(theirs[0])} → {quote(texts[0])}"
                kept = (clip(theirs[0], EVIDENCE), clip(texts[0], EVIDENCE))
                return Reason("base_changed", text, past.id, *kept)
        return None

    def _new(self, own: Input, near: Sequence[_Near]) -> Reason:
        known = {step.ground for past in self._past for step in past.inputs.steps.values()}
        below = None if own.below is None else self._inputs.steps[own.below]
        if below and below.keyword != "FROM" and not near and below.ground not in known:
            return _unsure("no earlier build is known that had the steps below it")
        had = next((past for past in self._past if _has(past, own.instruction)), None)
        if had:
            text = "no earlier build had it at this place, on these steps"
            return Reason("nothing_matches", text, build=had.id)
        return Reason("nothing_matches", "no earlier build had this step")


def _affordable(past: Sequence[PastBuild]) -> Iterator[PastBuild]:
    left = WORK
    for build in past:
        left -= manifest.weight(build.request)
        if left < 0:
            return
        yield build


@functools.lru_cache(200)
def _plan(dockerfile: str, arguments: tuple[tuple[str, str], ...]) -> Plan:
    """Much the same Dockerfiles are read for build after build."""
    return parse(dockerfile, dict(arguments))


def _read(build: PastBuild) -> _Past | None:
    try:
        plan = _plan(build.request.dockerfile, tuple(sorted(build.request.build_args.items())))
        return _Past(build.id, plan, inputs.read(build.request, plan), build.finished)
    except (DockerfileUnreadable, ValueError):
        return None


def _ran(past: _Past) -> bool:
    return any(past.inputs.steps[step].keyword != "FROM" for step in past.finished & past.inputs.steps.keys())


def _standing_alike(past: _Past, own: Input) -> Iterator[_Near]:
    """The steps of an earlier build that stood on the same: a linked copy stands on nothing."""
    for step in past.inputs.steps.values():
        on_same = step.linked if own.linked else not step.linked and step.below_ground == own.below_ground
        if step.keyword != "FROM" and on_same:
            yield _Near(past, step)


def _texts(other: _Near) -> Counter[str]:
    """The instructions of its stage."""
    return Counter(other.past.inputs.texts[other.past.plan.steps[other.step.step].stage_index])


def _replaces(new: str, texts: Counter[str], old: str, theirs: Counter[str]) -> bool:
    """Whether `new` came for `old`: both stages are alike but for these two."""
    if texts[new] <= theirs[new] or theirs[old] <= texts[old]:
        return False
    return _shared(texts - Counter([new]), theirs - Counter([old]))


def _shared(texts: Counter[str], theirs: Counter[str]) -> bool:
    return 2 * (texts & theirs).total() >= max(texts.total(), theirs.total())


def _has(past: _Past, instruction: str) -> bool:
    return any(instruction in texts for texts in past.inputs.texts.values())


def _variables_changed(own: Input, other: _Near) -> Reason:
    """The same instruction, expanded to other words."""
    names = tuple(sorted(set(_VARIABLE.findall(own.instruction))))
    if not names:
        return _unsure("the same instruction means something else here", other.past.id)
    before, after = (clip(" ".join(filter(None, x.words)), EVIDENCE) for x in (other.step, own))
    return Reason(
        "environment_changed", f"{listed(names)} changed", other.past.id, before, after, names=names
    )


def _names(own: Input, other: Input) -> tuple[str, ...]:
    both = {*own.settings, *other.settings}
    return tuple(sorted(name for name in both if own.settings.get(name) != other.settings.get(name)))


def _unsure(why: str, build: str | None = None) -> Reason:
    return Reason("unsure", f"not sure why: {why}", build=build)
