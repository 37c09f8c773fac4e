"""A kept container's process, ended and started again on the same writable layer."""

import contextlib
import time
from collections.abc import AsyncGenerator

from builds.events import BuildEvent, ContainerStarted, Was
from builds.operations import kept
from builds.operations.request import RestartRequest
from builds.operations.run import follow
from builds.operations.work import Work

GRACE = 1
"""Seconds that the process has to end by itself."""


async def restart(work: Work, request: RestartRequest) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    container = await kept.find(work, request.container)
    was: Was = "running" if container["State"]["Running"] else "stopped"
    await work.ask("POST", f"/containers/{container['Id']}/restart", t=GRACE)
    container = await kept.inspect(work, container["Id"])
    image, command = kept.image_of(container), kept.command_of(container)
    yield ContainerStarted(container["Id"], image, command, kept=True, was=was)
    async with contextlib.aclosing(follow(work, container, began)) as events:
        async for event in events:
            yield event
