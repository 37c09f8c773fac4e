"""Says that a disk was nearly full and was pruned, in the log of the operation that finds it so."""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator

from builds.events import BuildEvent, Failed, Logged
from engine.client import EngineRefused, EngineUnavailable
from engine.protocol import Relief

Relieve = Callable[[], Awaitable[Relief | None]]

PRUNED = (
    "Your engine's disk was nearly full, so what nothing needs was thrown away: old images, then the build "
    "cache. {freed} MB are free again. Steps that were cached may be built anew.\n"
)
STILL = (
    "It is still {percent} % full. Remove containers that you kept, prune what you can do without, "
    "or empty your engine in the sandbox.\n"
)
NO_ROOM = "Remove containers that you kept, or empty your engine in the sandbox. Then build again."
NEARLY_FULL = 80  # percent


async def given(events: AsyncGenerator[BuildEvent], relieve: Relieve) -> AsyncGenerator[BuildEvent]:
    """The events. What has failed may have filled the disk: then it is pruned, so that the next one finds
    room in the same lease, and a warning of it comes before Failed."""
    async with contextlib.aclosing(events):
        async for event in events:
            if isinstance(event, Failed):
                with contextlib.suppress(EngineRefused, EngineUnavailable):
                    for warning in told(await relieve()):
                        yield warning
            yield event


def told(relief: Relief | None) -> Iterator[Logged]:
    if relief is None:
        return
    yield Logged(None, "warning", PRUNED.format(freed=round(relief.freed / 1e6)))
    if relief.full_percent >= NEARLY_FULL:
        yield Logged(None, "warning", STILL.format(percent=relief.full_percent))
