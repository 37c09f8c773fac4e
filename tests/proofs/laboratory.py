"""Builds on one real engine, the product's own way, keeping BuildKit's words beside the events."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec

from builds.bases import load_missing
from builds.buildkit import Outcome
from builds.events import BuildEvent, Entry
from builds.policy import Limits, check
from builds.request import BuildRequest
from builds.run import Engine, Evidence, run_build
from builds.state import BuildState, fold
from builds.status import StatusMessage
from engine.bases import load_catalogue
from engine.client import Client, Lease
from engine.install import locate
from tests.engine_fixtures import CACHE
from tests.recordings.record import MemoryHistory, MemoryListings

IMAGES = ("lab/base", "lab/script")
IMAGE = "lab-build/proof"


class Built(msgspec.Struct, frozen=True):
    """`messages` and `outcome` are BuildKit's own, those of the last try; `before` has the earlier tries'."""

    request: BuildRequest
    events: tuple[BuildEvent, ...]
    messages: tuple[StatusMessage, ...]
    outcome: Outcome
    before: tuple[StatusMessage, ...] = ()

    @property
    def state(self) -> BuildState:
        return fold("proof", [Entry(seq, 0.0, event) for seq, event in enumerate(self.events, start=1)])


class _Kept(Evidence):
    def __init__(self) -> None:
        self.before: list[StatusMessage] = []
        self.messages: list[StatusMessage] = []
        self.outcome = Outcome(-1, "", None)

    def begin(self) -> None:
        self.before += self.messages
        self.messages = []

    def keep(self, message: StatusMessage) -> None:
        self.messages.append(message)

    def end(self, outcome: Outcome) -> None:
        self.outcome = outcome


class Laboratory:
    """One learner's engine and all that was built on it."""

    def __init__(self, client: Client, learner: str, lease: Lease, folder: Path) -> None:
        self.lease, self.folder = lease, folder
        self.listings = MemoryListings()
        self.engine = Engine(lease.fd, locate(CACHE).buildx, lambda digest: client.open_blob(learner, digest))
        self._history = MemoryHistory()

    @property
    def last(self) -> str:
        """The last build's id, as reasons tell it."""
        return self._history.builds[0].id

    async def build(self, request: BuildRequest) -> Built:
        assert check(request, Limits()) == []
        kept = _Kept()
        events = [event async for event in self._events(request, kept)]
        self._history.add(str(len(self._history.builds)), request, events)
        return Built(request, tuple(events), tuple(kept.messages), kept.outcome, tuple(kept.before))

    def _events(self, request: BuildRequest, kept: Evidence) -> AsyncIterator[BuildEvent]:
        return run_build(
            request,
            self.engine,
            self.listings,
            image_name=IMAGE,
            images=IMAGES,
            limits=Limits(),
            work_dir=self.folder,
            cancelled=asyncio.Event(),
            history=self._history,
            evidence=kept,
        )


@contextlib.contextmanager
def laboratory(client: Client, learner: str, folder: Path) -> Iterator[Laboratory]:
    """On a fresh engine, which is removed afterwards."""
    with client.acquire(learner, 900) as lease:
        load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name in IMAGES])
        yield Laboratory(client, learner, lease, folder)
    client.remove(learner)
