"""Builds the scenarios for real and writes the recordings that the tests replay.

    python -m tests.recordings.record --socket PATH --buildx PATH --blobs FOLDER

`--blobs` is the content store's `blobs/sha256` folder. The engine must hold lab/base and an empty build
cache. One who has an engine of another kind calls `record_all`.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec

from builds.buildkit import Outcome
from builds.events import BuildEvent, Entry, LayerRecorded, Logged, Started
from builds.facts import OpenBlob
from builds.oci.listing import LayerFacts, ListedLayer
from builds.policy import Limits
from builds.recording import BuildKitEvidence, Recording, encode, to_events
from builds.run import Engine, Evidence, run_build
from builds.status import StatusMessage
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
    scenario: Scenario, engine: Engine, versions: dict[str, str], listings: MemoryListings
) -> Recording:
    keeper, began = _Keeper(), time.time()
    watched = Engine(engine.host_fd, engine.buildx, keeper.opener(engine.open_blob))
    entries = [Entry(1, began, Started(1, versions))]
    async for event in _events(scenario, watched, listings, keeper):
        entries.append(Entry(len(entries) + 1, round(time.time(), 3), event))
    chains = {entry.event.chain_id for entry in entries if isinstance(entry.event, LayerRecorded)}
    return Recording(
        name=scenario.name,
        recorded_at=round(began, 3),
        engine=versions,
        images=IMAGES,
        request=scenario.request,
        events=to_events(iter(entries)),
        listings={chain: listings.layers[chain].packed for chain in sorted(chains)},
        evidence=keeper.evidence(),
    )


async def _events(
    scenario: Scenario, engine: Engine, listings: MemoryListings, keeper: Evidence
) -> AsyncIterator[BuildEvent]:
    cancelled = asyncio.Event()
    with tempfile.TemporaryDirectory() as folder:
        build = run_build(
            scenario.request,
            engine,
            listings,
            image_name="lab-build/recorded",
            images=IMAGES,
            limits=Limits(),
            work_dir=Path(folder),
            cancelled=cancelled,
            evidence=keeper,
        )
        async for event in build:
            yield event
            if scenario.cancel_at and isinstance(event, Logged) and scenario.cancel_at in event.text:
                cancelled.set()


async def record_all(engine: Engine, versions: dict[str, str], into: Path = HERE) -> None:
    listings = MemoryListings()
    for scenario in SCENARIOS:
        recording = await record(scenario, engine, versions, listings)
        content = encode(recording)
        (into / f"{scenario.name}.json").write_bytes(content)
        print(f"{scenario.name}: {len(recording.events)} events, {len(content)} bytes")  # noqa: T201 (progress)


@contextlib.contextmanager
def _engine(socket: Path, buildx: Path, blobs: Path) -> Iterator[Engine]:
    descriptor = os.open(socket, os.O_PATH | os.O_NOFOLLOW)
    try:
        yield Engine(descriptor, buildx, lambda digest: (blobs / digest.removeprefix("sha256:")).open("rb"))
    finally:
        os.close(descriptor)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("--socket", "--buildx", "--blobs"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--into", type=Path, default=HERE)
    parser.add_argument("--version", action="append", default=[], help="NAME=VERSION of what runs the engine")
    given = parser.parse_args()
    with _engine(given.socket, given.buildx, given.blobs) as engine:
        asyncio.run(record_all(engine, dict(pair.split("=", 1) for pair in given.version), given.into))


if __name__ == "__main__":
    main()
