import asyncio
import contextlib
from collections.abc import AsyncGenerator

from builds.events import BuildEvent, Logged

LOG_SECONDS = 0.1


async def in_batches(events: AsyncGenerator[BuildEvent]) -> AsyncGenerator[list[BuildEvent]]:
    """The events in order, in lists: output is held for at most `LOG_SECONDS`, all else goes at once.

    Reads on while a batch is being written. However it ends, `events` has been closed by then.
    """
    pending: list[BuildEvent] = []
    news, urgent = asyncio.Event(), asyncio.Event()
    reader = asyncio.create_task(_read(events, pending, news, urgent))
    try:
        while pending or not reader.done():
            await news.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(urgent.wait(), LOG_SECONDS)
            batch = pending.copy()
            for spent in (pending, news, urgent):
                spent.clear()
            if batch:
                yield batch
        await reader
    finally:
        reader.cancel()
        await asyncio.wait([reader])


async def _read(
    events: AsyncGenerator[BuildEvent], pending: list[BuildEvent], news: asyncio.Event, urgent: asyncio.Event
) -> None:
    try:
        async with contextlib.aclosing(events):
            async for event in events:
                pending.append(event)
                news.set()
                if not isinstance(event, Logged):
                    urgent.set()
    finally:
        news.set()
        urgent.set()
