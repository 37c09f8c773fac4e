"""Builds the scenarios for real, on an engine of its own, and writes the recordings that the tests replay.

    python -m tests.recordings.record [--into FOLDER]

The engine and the base images must have been set up. Who has an engine of another kind calls `record_all`.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from builds.bases import load_missing
from builds.buildkit import Outcome
from builds.events import BuildEvent, Entry, LayerRecorded, Logged, StageRecorded, Started, StepFinished
from builds.facts import OpenBlob
from builds.oci.listing import LayerFacts, ListedLayer
from builds.policy import Limits
from builds.reasons.past import PastBuild, past_build
from builds.recording import BuildKitEvidence, Recording, encode, to_events
from builds.request import BuildRequest
from builds.run import Engine, Evidence, run_build
from builds.status import StatusMessage
from engine.bases import load_catalogue
from engine.client import Client
from engine.install import locate
from tests.engine_fixtures import CACHE, start_service, stop_service
from tests.recordings.scenarios import SCENARIOS, Scenario

HERE = Path(__file__).parent
IMAGES = ("lab/base",)


class MemoryListings:
    """Listings of one process, for tests and recorders."""

    def __init__(self) -> None:
        self.layers: dict[str, ListedLayer] = {}
        self.loaded: list[str] = []

    async def known(self, chain_ids: Collection[str]) -> Mapping[str, LayerFacts]:
        return {chain: self.layers[chain].facts for chain in chain_ids if chain in self.layers}

    async def load(self, chain_id: str) -> bytes:
        self.loaded.append(chain_id)
        return self.layers[chain_id].packed

    async def store(self, chain_id: str, layer: ListedLayer) -> None:
        self.layers[chain_id] = layer


class MemoryHistory:
    """What was built before on one engine, for tests and recorders."""

    def __init__(self) -> None:
        self.builds: list[PastBuild] = []

    async def last(self) -> PastBuild | None:
        return next(iter(self.builds), None)

    async def like(self, _: Collection[str]) -> list[PastBuild]:
        return self.builds

    async def keep(self, keys: Collection[str]) -> None: ...

    def add(self, name: str, request: BuildRequest, events: Iterable[BuildEvent]) -> None:
        verdicts = [event for event in events if isinstance(event, StepFinished)]
        self.builds.insert(0, past_build(name, request, verdicts))


class _Keeper(Evidence):
    def __init__(self) -> None:
        self.messages: list[StatusMessage] = []
        self.outcome = Outcome(-1, "", None)
        self.documents: dict[str, str] = {}

    def begin(self) -> None:
        self.messages.clear()

    def keep(self, message: StatusMessage) -> None:
        if message != StatusMessage():
            self.messages.append(message)

    def end(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def opener(self, open_blob: OpenBlob) -> OpenBlob:
        """`open_blob`, keeping the documents, which are told from layers by how they begin."""

        def opened(digest: str) -> BinaryIO:
            with open_blob(digest) as blob:
                if blob.read(1) == b"{":
                    self.documents[digest] = "{" + blob.read().decode()
            return open_blob(digest)

        return opened

    def evidence(self) -> BuildKitEvidence:
        return BuildKitEvidence(
            messages=tuple(self.messages),
            exit_code=self.outcome.exit_code,
            text=self.outcome.text,
            metadata=msgspec.Raw(self.outcome.metadata or b"null"),
            documents=self.documents,
        )


async def record(
    scenario: Scenario,
    engine: Engine,
    versions: dict[str, str],
    listings: MemoryListings,
    history: MemoryHistory,
    images: tuple[str, ...] = IMAGES,
) -> Recording:
    keeper, began = _Keeper(), time.time()
    watched = Engine(engine.host_fd, engine.buildx, keeper.opener(engine.open_blob))
    entries = [Entry(1, began, Started(1, versions))]
    async for event in _events(scenario, watched, listings, keeper, history, images):
        entries.append(Entry(len(entries) + 1, round(time.time(), 3), event))
    events = [entry.event for entry in entries]
    stages = [layer for event in events if isinstance(event, StageRecorded) for layer in event.layers]
    chains = {layer.chain_id for layer in (*events, *stages) if isinstance(layer, LayerRecorded)}
    return Recording(
        name=scenario.name,
        recorded_at=round(began, 3),
        engine=versions,
        images=images,
        asked=msgspec.Raw(msgspec.json.encode(scenario.request)),
        events=to_events(iter(entries)),
        listings={chain: listings.layers[chain].packed for chain in sorted(chains)},
        evidence=keeper.evidence(),
    )


async def _events(
    scenario: Scenario,
    engine: Engine,
    listings: MemoryListings,
    keeper: Evidence,
    history: MemoryHistory,
    images: tuple[str, ...],
) -> AsyncIterator[BuildEvent]:
    cancelled = asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        build = run_build(
            scenario.request,
            engine,
            listings,
            image_name="lab-build/recorded",
            images=images,
            limits=Limits(),
            work_dir=Path(folder),
            cancelled=cancelled,
            history=history,
            evidence=keeper,
        )
        async for event in build:
            yield event
            if scenario.cancel_at and isinstance(event, Logged) and scenario.cancel_at in event.text:
                cancelled.set()


async def record_all(engine: Engine, versions: dict[str, str], into: Path = HERE) -> None:
    listings, history = MemoryListings(), MemoryHistory()
    for scenario in SCENARIOS:
        recording = await record(scenario, engine, versions, listings, history)
        history.add(scenario.name, scenario.request, (entry.event for entry in recording.entries()))
        content = encode(recording)
        (into / f"{scenario.name}.json").write_bytes(content)
        print(f"{scenario.name}: {len(recording.events)} events, {len(content)} bytes")  # noqa: T201 (progress)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=HERE)
    into = parser.parse_args().into
    with (
        tempfile.TemporaryDirectory() as var,
        service(Path(var)) as client,
        client.acquire("r", 600) as lease,
    ):
        load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name in IMAGES])
        engine = Engine(lease.fd, locate(CACHE).buildx, lambda digest: client.open_blob("r", digest))
        asyncio.run(record_all(engine, lease.versions, into))


@contextlib.contextmanager
def service(var: Path) -> Iterator[Client]:
    started = start_service(var)
    try:
        with started.client() as client:
            yield client
    finally:
        stop_service(started)


if __name__ == "__main__":
    main()
