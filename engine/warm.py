"""Starts engines before they are needed: one after the other, and only where nobody has to make room."""

import asyncio
import contextlib

from engine.fleet import Busy, Fleet, Unknown
from engine.machine import EngineFailed


class Warming:
    """`want` asks, and forgets whoever it has no place for; `run` does it."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self._wanted: dict[str, None] = {}
        self._asked = asyncio.Event()

    def want(self, learner: str) -> None:
        if len(self._wanted) < self._fleet.limits.running:
            self._wanted[learner] = None
            self._asked.set()

    async def run(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            while self._wanted:
                learner = next(iter(self._wanted))
                del self._wanted[learner]
                with contextlib.suppress(Busy, Unknown, EngineFailed):  # then it starts when it is needed
                    if self._fleet.has_room:
                        await self._fleet.ready(learner)
