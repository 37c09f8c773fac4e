"""An image as the engine's content store has it."""

import contextlib
from collections.abc import AsyncGenerator

import msgspec

from builds.events import ImageRecorded, LayerRecorded
from builds.facts import record_stored
from builds.oci.manifest import Descriptor
from builds.operations.work import Work


async def descriptor(work: Work, name: str) -> Descriptor:
    """Of the index or manifest that the name points to."""
    return msgspec.convert((await work.ask("GET", f"/images/{name}/json"))["Descriptor"], Descriptor)


async def record(work: Work, image: Descriptor) -> AsyncGenerator[LayerRecorded | ImageRecorded]:
    async with contextlib.aclosing(record_stored(image, work.open_blob, work.listings)) as events:
        async for event in events:
            yield event
