"""Why a step was not cached, or was though something had changed.

The verdict is BuildKit's, the reason inferred: this build's inputs compared with those of the learner's
earlier builds. Of those, the one that came closest is named. Where what is known here does not decide, the
reason says `unsure`.
"""

from collections.abc import Iterator, Sequence

from builds.dockerfile import Plan
from builds.events import Reason, StepExplained, StepFinished
from builds.reasons import inputs, manifest
from builds.reasons.causes import Causes
from builds.reasons.chains import Chains
from builds.reasons.inputs import Input
from builds.reasons.past import WORK, PastBuild, read
from builds.reasons.recognise import recognise
from builds.reasons.spared import Spared
from builds.reasons.words import step_name, unsure
from builds.request import BuildRequest


class Explainer:
    """Of one build. `past` has the newest first; what is cached is compared with that one.

    Raises ValueError where comparing would take too long.
    """

    def __init__(self, request: BuildRequest, plan: Plan, past: Sequence[PastBuild]) -> None:
        if manifest.weight(request) > WORK:
            raise ValueError("the context is too large to compare")
        self._request, self._plan = request, plan
        self._context = manifest.read(request)
        self._bases: dict[int, str] = {}
        self._verdicts: dict[int, bool | None] = {}
        self._reasons: dict[int, Reason] = {}
        self._waiting: list[int] = []
        self._known_as: dict[int, Input] = {}
        self.widen(past)

    def widen(self, past: Sequence[PastBuild]) -> None:
        """Compare what is still to be told with these."""
        self._past = read(past)
        self._unread = any(build.ran for build in past) and not self._past
        self._read()

    def keys(self) -> frozenset[str]:
        """By what an earlier build is found that is like this one: each step's key as it is written, and what
        it stands on."""
        written = inputs.read(self._request, self._plan, self._bases, self._context)
        return frozenset(key for step in written.steps.values() for key in (step.key, step.below_ground))

    def is_new(self, event: StepFinished) -> bool:
        """Whether the builds given so far do not have the step, or BuildKit not its result."""
        step = self._inputs.steps.get(event.step)
        known = {other.key for past in self._past for other in past.inputs.steps.values()}
        return step is not None and event.cached is not None and (not event.cached or step.key not in known)

    def finished(self, event: StepFinished) -> list[StepExplained]:
        """Tells the reasons that this verdict decides, of this step and of those that waited for it."""
        self.learn(event)
        if event.cached is not None and event.step in self._inputs.steps:
            self._waiting.append(event.step)
        return list(self._tell(when_ready=True))

    def learn(self, event: StepFinished) -> None:
        self._verdicts[event.step] = event.cached
        if event.base:
            self._bases[event.step] = event.base
            self._read()

    def rest(self) -> list[StepExplained]:
        """Those that waited for a verdict which never came."""
        return list(self._tell(when_ready=False))

    def _read(self) -> None:
        """Again with every base that becomes known: what stands on it has another key."""
        self._inputs = inputs.read(self._request, self._plan, self._bases, self._context, self._known_as)
        self._chains = Chains(self._inputs.steps, self._verdicts, self._reasons)
        self._causes = Causes(self._plan, self._inputs, self._past, self._chains)
        self._spared = Spared(self._request, self._plan, self._inputs, self._past, self._chains)

    def _tell(self, *, when_ready: bool) -> Iterator[StepExplained]:
        for step in sorted(self._waiting):
            own = self._inputs.steps[step]
            if when_ready and not self._ready(own):
                continue
            self._waiting.remove(step)
            if reason := self._spared_as(own) if self._verdicts[step] else self._rebuilt(own):
                self._reasons[step] = reason
                yield StepExplained(step, reason)

    def _ready(self, own: Input) -> bool:
        bottoms = map(self._chains.bottom, (own.step, *own.sources))
        needed = {*self._chains.standing_on(own), *own.sources, *bottoms} - {own.step}
        if own.linked and self._verdicts[own.step] and own.below is not None:
            needed.add(own.below)
        return all(step in self._verdicts and step not in self._waiting for step in needed)

    def _spared_as(self, own: Input) -> Reason | None:
        """Also reads again what stands on it, where it is one of an earlier build written otherwise."""
        if earlier := recognise(own, self._past):
            self._known_as[own.step] = earlier
            self._read()
        return self._spared.find(self._inputs.steps[own.step])

    def _rebuilt(self, own: Input) -> Reason:
        if self._request.no_cache and own.keyword != "WORKDIR":
            return Reason("no_cache", "this build was asked to use no cache")
        if self._unread:
            return unsure("the earlier builds are too large to compare")
        if not self._past:
            said = any(reason.kind == "first_build" for reason in self._reasons.values())
            return Reason("first_build", "the first time, too" if said else "nothing was built here before")
        if chain := self._chains.through(self._chains.standing_on(own)):
            text = f"{step_name(self._plan, chain[0], own.step)} below was rebuilt"
            return Reason("parent_rebuilt", text, culprit=chain[0], chain=chain)
        return self._causes.find(own)
