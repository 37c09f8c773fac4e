"""A kept container, taken away with its writable layer."""

import time
from collections.abc import AsyncGenerator

from builds.events import BuildEvent, Completed, ContainerRemoved
from builds.operations import kept
from builds.operations.request import RemoveRequest
from builds.operations.work import Work


async def remove(work: Work, request: RemoveRequest) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    container = (await kept.find(work, request.container))["Id"]
    measured = await work.ask("GET", f"/containers/{container}/json", size=1)
    await kept.remove(work, container)
    yield ContainerRemoved(container, int(measured["SizeRw"]))
    yield Completed(round(time.monotonic() - began, 3))
