"""One build from request to terminal event: context → buildx → events → the facts of the image. No database."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from builds.events import BuildEvent
from builds.oci.listing import LayerFacts, ListedLayer
from builds.policy import Limits
from builds.request import BuildRequest


@dataclass(frozen=True)
class Engine:
    """A leased engine. `host_fd` is an O_PATH descriptor of its socket; whoever leased it closes it.

    `open_blob` opens a blob of its content store by digest, blocking, from any one thread at a time.
    """

    host_fd: int
    buildx: Path
    open_blob: Callable[[str], BinaryIO]


class Listings(Protocol):
    """What is already known of layers, by chainID, and where to keep what this build adds."""

    async def known(self, chain_ids: Collection[str]) -> Mapping[str, LayerFacts]:
        """Of these, the ones known. Called once per build: it decides how fast a cached build ends."""
        ...

    async def load(self, chain_id: str) -> bytes:
        """The packed listing of a known layer, asked for only where a new layer lies above it."""
        ...

    async def store(self, chain_id: str, layer: ListedLayer) -> None: ...


def run_build(
    request: BuildRequest,
    engine: Engine,
    listings: Listings,
    *,
    image_name: str,
    images: Sequence[str],
    limits: Limits,
    work_dir: Path,
    cancelled: asyncio.Event,
) -> AsyncIterator[BuildEvent]:
    """Yields Planned (where the Dockerfile can be read), then the steps' events, then exactly one terminal
    event: Completed, Failed or Cancelled. Never Started.

    `images` are the base images on offer; `image_name` is what the result is called on the engine. `work_dir`
    must exist; a fresh folder in it is made and removed again. Setting `cancelled` stops the build.
    """
    raise NotImplementedError
