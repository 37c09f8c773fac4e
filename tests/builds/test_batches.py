import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator

import pytest

from builds.batches import LOG_SECONDS, in_batches
from builds.events import BuildEvent, Completed, Logged, StepStarted


async def collect(events: AsyncGenerator[BuildEvent]) -> list[list[BuildEvent]]:
    return [batch async for batch in in_batches(events)]


def line(number: int) -> Logged:
    return Logged(0, "stdout", str(number))


async def test_nothing_is_lost_and_the_order_kept() -> None:
    async def source() -> AsyncGenerator[BuildEvent]:
        for number in range(300):
            yield line(number)
            if number % 7 == 0:
                await asyncio.sleep(0.001)
        yield Completed(1.0)

    batches = await collect(source())
    events = [event for batch in batches for event in batch]
    assert events == [*map(line, range(300)), Completed(1.0)]
    assert len(batches) < 30


async def test_output_waits_a_moment_for_more_and_all_else_does_not() -> None:
    arrived = dict[str, float]()

    async def source() -> AsyncGenerator[BuildEvent]:
        yield line(1)
        await asyncio.sleep(3 * LOG_SECONDS)
        yield StepStarted(1)
        await asyncio.sleep(3 * LOG_SECONDS)

    start = time.monotonic()
    async for batch in in_batches(source()):
        arrived[type(batch[0]).__name__] = time.monotonic() - start
    assert LOG_SECONDS * 0.9 < arrived["Logged"] < 2 * LOG_SECONDS
    assert arrived["StepStarted"] < 3 * LOG_SECONDS + 0.05


async def test_an_error_of_the_source_comes_after_its_events() -> None:
    async def source() -> AsyncGenerator[BuildEvent]:
        yield line(1)
        raise LookupError("gone")

    batches = in_batches(source())
    assert await anext(batches) == [line(1)]
    with pytest.raises(LookupError):
        await anext(batches)


async def test_leaving_early_closes_the_source() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncGenerator[BuildEvent]:
        try:
            yield StepStarted(0)
            await asyncio.sleep(60)
            yield Completed(1.0)
        finally:
            closed.set()

    async with contextlib.aclosing(in_batches(source())) as batches:
        await anext(batches)
    assert closed.is_set()
