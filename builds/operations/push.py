"""An image, sent to the learner's registry: only what is not there yet."""

import asyncio
import base64
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from builds.events import BuildEvent, Completed, Pushed
from builds.facts import read_image
from builds.operations import registry, stored
from builds.operations.lines import lines
from builds.operations.request import PushRequest
from builds.operations.transfer import Account
from builds.operations.work import Work, address, image_name

NOBODY = {"X-Registry-Auth": base64.urlsafe_b64encode(b"{}").decode()}
"""The daemon wants to be told who asks."""


async def push(work: Work, request: PushRequest) -> AsyncGenerator[BuildEvent]:
    began, account = time.monotonic(), Account()
    await registry.ready(work)
    async with registry.named(work, image_name(request.build), request.name) as name:
        image = await asyncio.to_thread(read_image, await stored.descriptor(work, name), work.open_blob)
        repository, _, tag = name.rpartition(":")
        path = address(f"/images/{repository}/push", tag=tag)
        async with aclosing(lines(work, path, headers=NOBODY)) as told:
            async for line in told:
                account.read(line)
    moved = list(account.moved(image.manifest.layers))
    for layer in moved:
        yield layer
    yield Pushed(request.name, account.digest, sum(layer.size for layer in moved if layer.outcome == "sent"))
    yield Completed(round(time.monotonic() - began, 3))
