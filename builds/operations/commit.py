"""An image from a container: the layers of its image, and its writable layer as one more."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator

from builds.events import BuildEvent, Committed, Completed
from builds.facts import read_image
from builds.operations import kept, stored
from builds.operations.request import CommitRequest
from builds.operations.work import Work, image_name


async def commit(work: Work, request: CommitRequest) -> AsyncGenerator[BuildEvent]:
    """A process that still runs is paused meanwhile."""
    began = time.monotonic()
    container = await kept.find(work, request.container)
    name = image_name(work.operation)
    repository, _, tag = name.partition(":")
    await work.ask("POST", "/commit", container=container["Id"], repo=repository, tag=tag, pause=1)
    image = await stored.descriptor(work, name)
    before = await stored.descriptor(work, container["Config"]["Image"])
    original = await asyncio.to_thread(read_image, before, work.open_blob)
    yield Committed(container["Id"], image.digest, original.manifest_digest)
    async with contextlib.aclosing(stored.record(work, image)) as events:
        async for event in events:
            yield event
    yield Completed(round(time.monotonic() - began, 3))
