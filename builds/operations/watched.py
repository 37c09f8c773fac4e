"""What a thread reads from the daemon, for as long as an operation may take."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from typing import Generic, Literal, TypeVar

from builds.events import BuildEvent, Cancelled, Failed
from builds.operations.work import Work

Item = TypeVar("Item")


class Watched(Generic[Item]):
    """`read` ends when `items` have, or when it was stopped; then `why_stopped` tells.

    `items` runs in a thread. `stop` must make it end, whatever it waits for.
    """

    def __init__(
        self, work: Work, items: Callable[[], Iterator[Item]], stop: Callable[[], Awaitable[None]]
    ) -> None:
        self._work, self._items, self._stop = work, items, stop
        self.stopped: Literal["cancelled", "time"] | None = None

    async def read(self) -> AsyncGenerator[Item]:
        """Raises what `items` raises, unless it was stopped. Whoever stops reading stops it."""
        queue: asyncio.Queue[Item | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def follow() -> None:
            try:
                for item in self._items():
                    loop.call_soon_threadsafe(queue.put_nowait, item)
            finally:
                loop.call_soon_threadsafe(queue.put_nowait, None)

        reader = asyncio.create_task(asyncio.to_thread(follow))
        watch = asyncio.create_task(self._stop_when_told())
        try:
            while (item := await queue.get()) is not None:
                yield item
            await asyncio.wait([reader])
            if not self.stopped:
                reader.result()
        finally:
            watch.cancel()
            if not reader.done():
                await self._stop()
            await asyncio.gather(watch, reader, return_exceptions=True)

    def why_stopped(self) -> BuildEvent | None:
        """The terminal event of what was stopped; None for what ended by itself."""
        if self.stopped == "cancelled":
            return Cancelled()
        if self.stopped == "time":
            seconds = self._work.bounds.wall_seconds
            message = f"It was stopped: an operation may take {seconds:g} seconds."
            return Failed("time", message, None, None, None)
        return None

    async def _stop_when_told(self) -> None:
        try:
            await asyncio.wait_for(self._work.cancelled.wait(), self._work.bounds.wall_seconds)
            self.stopped = "cancelled"
        except TimeoutError:
            self.stopped = "time"
        await self._stop()
