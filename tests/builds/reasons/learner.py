"""A learner's builds on a real engine."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from builds.dockerd import call
from builds.events import BuildEvent, Entry, Reason, StepFinished
from builds.policy import Limits
from builds.request import BuildRequest
from builds.run import Engine, run_build
from builds.state import fold
from tests.recordings.record import MemoryHistory, MemoryListings

IMAGE = "build:test"


class Learner:
    """Builds on one engine, and remembers what it has built, as the history gives it."""

    def __init__(self, engine: Engine, host: str, folder: Path) -> None:
        self.engine, self.host, self.folder = engine, host, folder
        self.history = MemoryHistory()
        self.listings = MemoryListings()

    def tag_latest_as(self, name: str) -> None:
        call(self.host, "POST", f"/images/{IMAGE}/tag?repo={name}&tag=latest")

    async def build(self, request: BuildRequest) -> dict[int, Reason | None]:
        """Each step that ran: its reason where BuildKit rebuilt it, None where it was cached."""
        events = run_build(
            request,
            self.engine,
            self.listings,
            image_name=IMAGE,
            images=["lab/base"],
            limits=Limits(),
            work_dir=self.folder,
            cancelled=asyncio.Event(),
            history=self.history,
        )
        log = [Entry(seq, 0.0, event) async for seq, event in numbered(events)]
        state = fold("test", log)
        assert state.status == "completed", state.error
        verdicts = [entry.event for entry in log if isinstance(entry.event, StepFinished)]
        self.history.add(str(len(self.history.builds)), request, verdicts)
        for step in state.steps:
            assert (step.reason is not None) is (step.cached is False), step
        return {seen.step: state.steps[seen.step].reason for seen in verdicts if seen.cached is not None}


async def numbered(events: AsyncIterator[BuildEvent]) -> AsyncIterator[tuple[int, BuildEvent]]:
    seq = 0
    async for event in events:
        yield (seq := seq + 1), event
