"""What an operation works with: the learner's leased engine, its bounds, and the wish to stop it."""

import asyncio
import urllib.parse
import uuid
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from builds.dockerd import call
from builds.events import BuildEvent, FailureReason
from builds.facts import Listings, OpenBlob
from builds.operations.policy import Bounds


@dataclass(frozen=True)
class Work:
    """`operation` is the one that is worked on; `host` the engine's (`unix://PATH`)."""

    operation: uuid.UUID
    host: str
    open_blob: OpenBlob
    listings: Listings
    bounds: Bounds
    cancelled: asyncio.Event
    work_dir: Path
    """For temporary files."""
    versions: Mapping[str, str]
    """Package → version of what the engine consists of."""
    second: Callable[[bool], AbstractAsyncContextManager["Work"]]
    """Lends the learner's second engine, emptied before where that is true."""

    async def ask(self, method: str, path: str, body: object = None, **query: object) -> Any:
        """The daemon's answer, in JSON. Raises DaemonRefused."""
        return await asyncio.to_thread(call, self.host, method, address(path, **query), body)

    @asynccontextmanager
    async def on(self, engine: Literal["first", "second"], empty: bool) -> AsyncIterator["Work"]:
        """The same work on either of the learner's engines; only the second can be emptied before."""
        if engine == "first":
            yield self
            return
        async with self.second(empty) as other:
            yield other


class NotPossible(Exception):
    """The operation cannot be done as things are on the engine; `reason` is `events.Failed`'s."""

    def __init__(self, error: str, hint: str, reason: FailureReason = "container") -> None:
        super().__init__(error)
        self.hint, self.reason = hint, reason


class Stopped(Exception):
    """The operation was cancelled, or its time is over; `event` is its last."""

    def __init__(self, event: BuildEvent) -> None:
        super().__init__(type(event).__name__)
        self.event = event


def image_name(operation: uuid.UUID) -> str:
    """What the image that an operation made is called on its learner's engine."""
    return f"build:{operation.hex}"


def address(path: str, /, **query: object) -> str:
    return f"{path}?{urllib.parse.urlencode(query)}" if query else path
