"""Why a step was cached although something had changed since the last build."""

import functools
from collections import Counter
from collections.abc import Sequence

from builds.dockerfile import Plan
from builds.events import Harmless, Reason
from builds.reasons.chains import Chains
from builds.reasons.flags import secrets
from builds.reasons.harmless import Changes
from builds.reasons.inputs import Input, Inputs
from builds.reasons.past import Past, alike
from builds.reasons.words import harmless_said, step_name
from builds.request import BuildRequest


class Spared:
    def __init__(
        self, request: BuildRequest, plan: Plan, inputs: Inputs, past: Sequence[Past], chains: Chains
    ) -> None:
        self._request, self._plan, self._inputs = request, plan, inputs
        self._past, self._chains = past, chains

    def find(self, own: Input) -> Reason | None:
        """None where nothing changed that this step could have noticed, or where it cannot be told."""
        if not self._past:
            return None
        return self._same_output(own) or self._linked(own) or self._flag(own) or self._compared(own)

    def _same_output(self, own: Input) -> Reason | None:
        chain = self._chains.through(own.sources)
        if not chain:
            return None
        name = step_name(self._plan, chain[0], own.step)
        text = f"{name} was rebuilt, but what is copied from there is the same as before"
        found = (Harmless("same_output", name),)
        return Reason("cached_anyway", text, culprit=chain[0], chain=chain, harmless=found)

    def _linked(self, own: Input) -> Reason | None:
        chain = self._chains.through([own.below]) if own.linked and own.below is not None else ()
        if not chain:
            return None
        name = step_name(self._plan, chain[0], own.step)
        text = f"{name} below was rebuilt, but with --link that does not matter"
        found = (Harmless("linked", name),)
        return Reason("cached_anyway", text, culprit=chain[0], chain=chain, harmless=found)

    def _flag(self, own: Input) -> Reason | None:
        if not self._request.no_cache or own.keyword != "WORKDIR":
            return None
        text = "a WORKDIR is cached even where no cache was asked for"
        return Reason("cached_anyway", text, harmless=(Harmless("no_cache", "WORKDIR"),))

    def _compared(self, own: Input) -> Reason | None:
        last = self._past[0]
        if last.request == self._request and not secrets(self._plan.scopes[own.step]):
            return None
        then = _counterpart(last, own)
        if then is None:
            return self._restored(own)
        found = self._changes.noticed_by(own, then)
        if not found:
            return None
        return Reason("cached_anyway", harmless_said(found, own.keyword), last.id, harmless=tuple(found))

    @functools.cached_property
    def _changes(self) -> Changes:
        return Changes(self._request, self._plan, self._inputs, self._past[0])

    def _restored(self, own: Input) -> Reason | None:
        older = next((past for past in self._past if _counterpart(past, own)), None)
        if older is None or not self._goes_on_from(self._past[0], own):
            return None
        text = "not as in the last build, but the same again as in an earlier one"
        return Reason("cached_anyway", text, older.id, harmless=(Harmless("restored", own.keyword),))

    def _goes_on_from(self, last: Past, own: Input) -> bool:
        """Whether the last build had much the same stage; else it was of something else."""
        stage = self._plan.steps[own.step].stage_index
        return alike(Counter(self._inputs.texts[stage]), Counter(last.inputs.texts.get(stage, ())))


def _counterpart(past: Past, own: Input) -> Input | None:
    """The step with the same key, the one at the same place first."""
    there = past.inputs.steps.get(own.step)
    if there and there.key == own.key:
        return there
    return next((step for step in past.inputs.steps.values() if step.key == own.key), None)
