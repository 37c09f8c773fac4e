"""Adds to a running build's events why each step was or was not cached."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Protocol

from builds.dockerfile import Plan, needed_stages
from builds.events import BuildEvent, StepExplained, StepFinished
from builds.reasons.explain import Explainer
from builds.reasons.past import PastBuild
from builds.request import BuildRequest

Told = list[StepExplained]
logger = logging.getLogger(__name__)


class History(Protocol):
    """What the learner built before on the same engine."""

    async def last(self) -> PastBuild | None: ...

    async def like(self, keys: Collection[str]) -> Sequence[PastBuild]:
        """The last build, and of the others those that share most keys with this one. The newest first."""
        ...

    async def keep(self, keys: Collection[str]) -> None:
        """Remember this build by its steps' keys."""
        ...


class Reasons:
    """Of one build. Where nothing changed since the last one, that is all it asks for. A fault in here costs
    the reasons, not the build."""

    def __init__(self, request: BuildRequest, plan: Plan | None, history: History | None) -> None:
        self._request, self._plan, self._history = request, plan, history
        self._bases = _bases(plan, request.target) if plan else set()
        self._held: list[StepFinished] = []
        self._explainer: Explainer | None = None
        self._wide = False

    async def after(self, event: BuildEvent) -> list[StepExplained]:
        """What can be told now that `event` has been: nothing before every base is known."""
        if not isinstance(event, StepFinished):
            return []
        self._held.append(event)
        self._bases.discard(event.step)
        return [] if self._bases else await self._guarded(self._held_ones)

    async def rest(self) -> list[StepExplained]:
        """What is left once no further verdict comes."""
        return await self._guarded(self._last_ones)

    async def _guarded(self, tell: Callable[[Plan, History], Awaitable[Told]]) -> Told:
        if self._plan is None or self._history is None:
            return []
        try:
            return await tell(self._plan, self._history)
        except Exception:
            logger.exception("no reasons for this build")
            self._history = None
            return []

    async def _held_ones(self, plan: Plan, history: History) -> Told:
        held = sorted(
            self._held, key=lambda event: event.cached is not None
        )  # FROM first: the rest stands on it
        self._held.clear()
        return [told for event in held for told in await self._finished(event, plan, history)]

    async def _finished(self, event: StepFinished, plan: Plan, history: History) -> Told:
        if self._explainer is None:
            last = await history.last()
            past = [last] if last else []
            self._explainer = await asyncio.to_thread(Explainer, self._request, plan, past)
        if not self._wide and self._explainer.is_new(event):
            self._wide = True
            past = list(await history.like(self._explainer.keys()))
            await asyncio.to_thread(self._explainer.widen, past)
        return self._explainer.finished(event)

    async def _last_ones(self, plan: Plan, history: History) -> Told:
        told = await self._held_ones(plan, history)
        if self._explainer is None:
            return told
        if self._wide:  # else the last build has all its keys
            await history.keep(self._explainer.keys())
        return [*told, *self._explainer.rest()]


def _bases(plan: Plan, target: str | None) -> set[int]:
    """The FROMs that the build needs, of which BuildKit will tell what they stand for."""
    needed = needed_stages(plan, target)
    return {
        index
        for index, step in enumerate(plan.steps)
        if step.keyword == "FROM" and step.makes_layer and step.stage_index in needed
    }
