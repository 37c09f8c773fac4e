"""What a container's process writes, followed until it ends or is made to."""

import asyncio
import codecs
import contextlib
import struct
from collections.abc import AsyncGenerator, Callable, Iterator
from http.client import HTTPResponse
from typing import Literal

from builds.dockerd import DaemonRefused
from builds.events import BuildEvent, Cancelled, Failed, Logged
from builds.operations.work import Work

DROPPED = "\n… the rest of the output is left out: a container may write {limit} bytes.\n"
PATIENCE = 30.0
"""Seconds that the daemon may stay silent beyond an operation's own."""
_HEAD = struct.Struct(">BxxxL")

Frames = Iterator[tuple[int, bytes]]
"""Pieces of stdout (1) and stderr (2). Blocking."""


class Output:
    """`said` ends when `frames` have, or the container was killed for it; then `stopped` tells why."""

    def __init__(self, work: Work, container: str, frames: Callable[[], Frames]) -> None:
        self._work, self._container, self._frames = work, container, frames
        self.stopped: Literal["cancelled", "time"] | None = None

    async def said(self) -> AsyncGenerator[Logged]:
        """Whoever stops reading ends the container, and so its reader."""
        queue: asyncio.Queue[Logged | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(event: Logged | None) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, event)

        reader = asyncio.create_task(asyncio.to_thread(self._follow, put))
        watch = asyncio.create_task(self._stop_when_told())
        try:
            while (event := await queue.get()) is not None:
                yield event
            await reader
        finally:
            watch.cancel()
            if not reader.done():
                await self._kill()
            await asyncio.gather(watch, reader, return_exceptions=True)

    def why_stopped(self) -> BuildEvent | None:
        """The terminal event of one that was stopped; None for one that ended by itself."""
        if self.stopped == "cancelled":
            return Cancelled()
        if self.stopped == "time":
            seconds = self._work.bounds.wall_seconds
            message = f"The container was stopped: it may run for {seconds:g} seconds."
            return Failed("time", message, None, None, None)
        return None

    def _follow(self, put: Callable[[Logged | None], None]) -> None:
        try:
            for event in logged(self._frames(), self._work.bounds.log_bytes):
                put(event)
        finally:
            put(None)

    async def _stop_when_told(self) -> None:
        try:
            await asyncio.wait_for(self._work.cancelled.wait(), self._work.bounds.wall_seconds)
            self.stopped = "cancelled"
        except TimeoutError:
            self.stopped = "time"
        await self._kill()

    async def _kill(self) -> None:
        with contextlib.suppress(DaemonRefused):  # it has just ended by itself
            await self._work.ask("POST", f"/containers/{self._container}/kill")


def read_frames(answer: HTTPResponse) -> Frames:
    while len(head := answer.read(_HEAD.size)) == _HEAD.size:
        stream, length = _HEAD.unpack(head)
        yield stream, answer.read(length)


def logged(frames: Frames, limit: int) -> Iterator[Logged]:
    """Joins characters that were cut in two, and stops after `limit` bytes."""
    decoders = {number: codecs.getincrementaldecoder("utf-8")(errors="replace") for number in (1, 2)}
    left = limit
    for stream, data in frames:
        if left < 0 or stream not in decoders:
            continue
        text = decoders[stream].decode(data[:left])
        if text:
            yield Logged(None, "stderr" if stream == 2 else "stdout", text.replace("\0", "\ufffd"))
        left -= len(data)
        if left < 0:
            yield Logged(None, "warning", DROPPED.format(limit=limit))
