"""Adds to a running build's events why each step was not cached."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from builds.dockerfile import Plan
from builds.events import BuildEvent, StepExplained, StepFinished
from builds.reasons.explain import Explainer
from builds.reasons.past import PastBuild
from builds.request import BuildRequest

logger = logging.getLogger(__name__)


class History(Protocol):
    async def earlier(self) -> Sequence[PastBuild]:
        """What the learner built before on the same engine, the newest first."""
        ...


class Reasons:
    """Asks for the history when the first step is rebuilt: a cached build never waits for it. A fault in here
    costs the reasons, not the build."""

    def __init__(self, request: BuildRequest, plan: Plan | None, history: History | None) -> None:
        self._request, self._plan, self._history = request, plan, history
        self._verdicts: list[StepFinished] = []
        self._explainer: Explainer | None = None

    async def after(self, event: BuildEvent) -> list[StepExplained]:
        """What can be told now that `event` has been."""
        if not isinstance(event, StepFinished) or self._plan is None or self._history is None:
            return []
        self._verdicts.append(event)
        try:
            return await self._explain(event, self._plan, self._history)
        except Exception:
            logger.exception("no reasons for this build")
            self._history = None
            return []

    def rest(self) -> list[StepExplained]:
        """What is left once no further verdict comes."""
        return self._explainer.rest() if self._explainer and self._history else []

    async def _explain(self, event: StepFinished, plan: Plan, history: History) -> list[StepExplained]:
        if self._explainer:
            return self._explainer.finished(event)
        if event.cached is not False:
            return []
        past = await history.earlier()
        self._explainer = await asyncio.to_thread(Explainer, self._request, plan, past)
        return [told for seen in self._verdicts for told in self._explainer.finished(seen)]
