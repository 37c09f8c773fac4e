"""A learner's builds on a real engine."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import msgspec

from builds.dockerd import call
from builds.events import BuildEvent, Entry, Reason, StepFinished
from builds.policy import Limits
from builds.request import BuildRequest
from builds.run import Engine, run_build
from builds.state import fold
from tests.builds.reasons.table import Act, Build, Prune, Tag
from tests.recordings.record import MemoryHistory, MemoryListings

IMAGE = "build:test"


class Built(msgspec.Struct, frozen=True):
    """`told` are the reasons by step."""

    verdicts: tuple[StepFinished, ...]
    told: dict[int, Reason]

    @property
    def rebuilt(self) -> dict[int, str]:
        """The kinds of reasons of what BuildKit rebuilt."""
        steps = {seen.step for seen in self.verdicts if seen.cached is False}
        return {step: reason.kind for step, reason in self.told.items() if step in steps}


class Learner:
    """Builds on one engine, and remembers what it has built, as the history gives it."""

    def __init__(self, engine: Engine, host: str, folder: Path) -> None:
        self.engine, self.host, self.folder = engine, host, folder
        self.history = MemoryHistory()
        self.listings = MemoryListings()

    async def do(self, act: Act) -> tuple[StepFinished, ...]:
        """BuildKit's verdicts, where it is a build."""
        match act:
            case Build(request, secrets):
                return (await self.build(request, secrets)).verdicts
            case Tag(image, name):
                call(self.host, "POST", f"/images/{image or IMAGE}/tag?repo={name}&tag=latest")
            case Prune():
                call(self.host, "POST", "/build/prune?all=true")
        return ()

    async def build(self, request: BuildRequest, secrets: Mapping[str, str] | None = None) -> Built:
        events = run_build(
            request,
            self.engine,
            self.listings,
            image_name=IMAGE,
            images=["lab/base", "lab/tagged"],
            limits=Limits(),
            work_dir=self.folder,
            cancelled=asyncio.Event(),
            secrets=secrets,
            history=self.history,
        )
        log = [Entry(seq, 0.0, event) async for seq, event in numbered(events)]
        state = fold("test", log)
        assert state.status == "completed", state.error
        verdicts = [entry.event for entry in log if isinstance(entry.event, StepFinished)]
        self.history.add(str(len(self.history.builds)), request, verdicts)
        for step in state.steps:
            assert step.cached is not False or step.reason is not None, step
        told = {n: step.reason for n, step in enumerate(state.steps) if step.reason}
        return Built(tuple(verdicts), told)


async def numbered(events: AsyncIterator[BuildEvent]) -> AsyncIterator[tuple[int, BuildEvent]]:
    seq = 0
    async for event in events:
        yield (seq := seq + 1), event
