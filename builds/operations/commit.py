"""An image from a container: the layers of its image, and its writable layer as one more."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator

import msgspec

from builds.events import BuildEvent, Committed, Completed
from builds.facts import read_image, record_stored
from builds.oci.manifest import Descriptor
from builds.operations import kept
from builds.operations.request import CommitRequest
from builds.operations.work import Work, image_name


async def commit(work: Work, request: CommitRequest) -> AsyncGenerator[BuildEvent]:
    """A process that still runs is paused meanwhile."""
    began = time.monotonic()
    container = await kept.find(work, request.container)
    name = image_name(work.operation)
    repository, _, tag = name.partition(":")
    await work.ask("POST", "/commit", container=container["Id"], repo=repository, tag=tag, pause=1)
    image = await _stored(work, name)
    original = await asyncio.to_thread(
        read_image, await _stored(work, container["Config"]["Image"]), work.open_blob
    )
    yield Committed(container["Id"], image.digest, original.manifest_digest)
    async with contextlib.aclosing(record_stored(image, work.open_blob, work.listings)) as events:
        async for event in events:
            yield event
    yield Completed(round(time.monotonic() - began, 3))


async def _stored(work: Work, name: str) -> Descriptor:
    """What the name points to now."""
    return msgspec.convert((await work.ask("GET", f"/images/{name}/json"))["Descriptor"], Descriptor)
