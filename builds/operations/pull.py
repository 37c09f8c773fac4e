"""An image, fetched from the learner's registry: only what the engine lacks."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from builds.events import BitFlipped, BuildEvent, Completed, Pulled
from builds.facts import read_image
from builds.operations import registry, registry_store, stored
from builds.operations.lines import lines
from builds.operations.load import digest_at
from builds.operations.push import NOBODY
from builds.operations.request import PullRequest
from builds.operations.transfer import Account
from builds.operations.work import Work, address, image_name


async def pull(work: Work, request: PullRequest) -> AsyncGenerator[BuildEvent]:
    """Onto the second engine, too, from the learner's one registry: its store is carried over first. A bit is
    changed in what was carried, never in the registry itself."""
    async with work.on(request.engine, request.empty) as target:
        if target is work:
            await registry.ready(work)
        else:
            carried = await registry.copy(work, target)
            if request.flip is not None:
                yield await asyncio.to_thread(_flip, target, carried, request.name, request.flip)
        async with aclosing(_pull(target, request.name)) as events:
            async for event in events:
                yield event


def _flip(work: Work, carried: str, name: str, index: int) -> BitFlipped:
    layers = registry_store.manifest_of(work, carried, name).layers
    digest = digest_at(layers, index)
    return BitFlipped(index, digest, *registry_store.flip_bit(work, carried, digest))


async def _pull(work: Work, name: str) -> AsyncGenerator[BuildEvent]:
    began, account = time.monotonic(), Account()
    async with registry.named(work, "", name) as there:
        repository, _, tag = there.rpartition(":")
        path = address("/images/create", fromImage=repository, tag=tag)
        async with aclosing(lines(work, path, headers=NOBODY)) as told:
            async for line in told:
                account.read(line)
        own, _, version = image_name(work.operation).partition(":")
        await work.ask("POST", f"/images/{there}/tag", repo=own, tag=version)
    pulled = await stored.descriptor(work, image_name(work.operation))
    image = await asyncio.to_thread(read_image, pulled, work.open_blob)
    moved = list(account.moved(image.manifest.layers))
    for layer in moved:
        yield layer
    received = sum(layer.size for layer in moved if layer.outcome == "received")
    yield Pulled(name, account.digest, received)
    async with aclosing(stored.record(work, pulled)) as events:
        async for event in events:
            yield event
    yield Completed(round(time.monotonic() - began, 3))
