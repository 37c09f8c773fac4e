"""What a worker does with an operation that it has claimed: all of it, down to the terminal event."""

import asyncio
import contextlib
import functools
import logging
import uuid
from collections.abc import AsyncGenerator, AsyncIterator

import msgspec
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections

from builds import bases, claims, engines, hits, log, ooms, relief
from builds.batches import in_batches
from builds.engines import borrowed
from builds.events import BuildEvent, Failed, Interrupted, Started
from builds.history import StoredHistory
from builds.listings import StoredListings
from builds.log import ClaimLost
from builds.models import Kind, Operation
from builds.narrow import Narrower
from builds.operations import registry
from builds.operations.perform import REFUSALS, failure_of, perform
from builds.operations.policy import Bounds
from builds.operations.request import decode
from builds.operations.work import Work, image_name
from builds.request import BuildRequest
from builds.run import Engine, run_build
from builds.secrets import values
from builds.services import bounds, limits
from engine.client import Client, EngineRefused, EngineUnavailable, Lease

LEASE_MARGIN = 60  # seconds an engine is lent beyond the build's own limit
OTHER_SECONDS = 300  # as long as a second engine is lent
POLL = 0.2  # seconds between looks at whether the learner cancelled
RENEW = 5.0
AGAIN = "Run the build again in a moment."
GONE = "The values of its secrets are gone: they are kept in memory until a worker takes them, once."
GIVE_AGAIN = "Build again, and give the secrets once more."
BROKE = "The lab made a mistake. Its operator can read more."

logger = logging.getLogger(__name__)


async def work(operation: Operation) -> None:
    """Returns when the operation has ended, or somebody else has it."""
    token = operation.claim
    assert token is not None  # noqa: S101  # claims.claim gave it
    cancelled = asyncio.Event()
    try:
        async with asyncio.TaskGroup() as group:
            watch = group.create_task(_watch(operation.pk, token, cancelled))
            await _record(operation, token, cancelled)
            watch.cancel()
    except* ClaimLost as lost:
        logger.warning("stopped: %s", lost.exceptions[0])
    else:
        await asyncio.to_thread(values.remove, operation.pk)  # where it ended before it took them
    await sync_to_async(close_old_connections)()


async def _watch(operation_id: uuid.UUID, token: uuid.UUID, cancelled: asyncio.Event) -> None:
    """Keep the claim, and set `cancelled` when the learner asks. Raises ClaimLost, which stops the work."""
    loop = asyncio.get_running_loop()
    renewed = loop.time()
    while True:
        wanted = Operation.objects.filter(pk=operation_id, cancel_requested=True)
        if not cancelled.is_set() and await wanted.aexists():
            cancelled.set()
        await asyncio.sleep(POLL)
        if loop.time() - renewed > RENEW:
            await sync_to_async(claims.renew)(operation_id, token)
            renewed = loop.time()


async def _record(operation: Operation, token: uuid.UUID, cancelled: asyncio.Event) -> None:
    append = sync_to_async(log.append)
    try:
        async with contextlib.aclosing(in_batches(_perform(operation, cancelled))) as batches:
            async for batch in batches:
                await append(operation.pk, token, batch)
    except ClaimLost:
        raise
    except Exception:
        logger.exception("%s broke", operation)
        await append(operation.pk, token, [Interrupted(BROKE)])


async def _perform(operation: Operation, cancelled: asyncio.Event) -> AsyncGenerator[BuildEvent]:
    """All the operation's events, Started first; only a terminal one where no engine can be had."""
    try:
        async with borrowed(operation.learner, settings.BUILD_SECONDS + LEASE_MARGIN) as (client, lease):
            yield Started(operation.attempt, lease.versions, lease.generation)
            for warning in relief.told(lease.relief):
                yield warning
            begin = _build if operation.kind == Kind.BUILD else _other
            relieve = functools.partial(asyncio.to_thread, client.relieve, operation.learner.engine_key)
            done = relief.given(begin(operation, client, lease, cancelled), relieve)
            async with contextlib.aclosing(done) as events:
                async for event in events:
                    yield event
    except EngineRefused as error:
        yield Failed("engine", str(error), None, None, AGAIN)
    except EngineUnavailable:
        logger.exception("%s has no engine", operation)
        yield Failed("engine", "The engine service does not answer.", None, None, AGAIN)


async def _build(
    operation: Operation, client: Client, lease: Lease, cancelled: asyncio.Event
) -> AsyncGenerator[BuildEvent]:
    settings.WORK_DIR.mkdir(exist_ok=True)
    request = msgspec.json.decode(operation.request, type=BuildRequest)
    try:
        secrets = await asyncio.to_thread(values.take, operation.pk) if request.secrets else {}
    except values.Gone:
        yield Failed("secrets", GONE, None, None, GIVE_AGAIN)
        return
    if request.uses_registry:
        try:
            await registry.ready(work_on(operation, client, lease, bounds(), cancelled))
        except REFUSALS as refusal:
            yield failure_of(refusal)
            return
    try:
        await asyncio.to_thread(bases.load_missing, lease.host, bases.named(request))
    except bases.NotLoaded as error:
        yield Failed("engine", str(error), None, None, relief.NO_ROOM if error.full else AGAIN)
        return
    key = operation.learner.engine_key
    build = run_build(
        request,
        Engine(lease.fd, settings.BUILDX, lambda digest: client.open_blob(key, digest)),
        StoredListings(),
        image_name=image_name(operation.pk),
        images=[image.name for image in bases.catalogue()],
        limits=limits(msgspec.convert(operation.limits, Narrower)),
        work_dir=settings.WORK_DIR,
        cancelled=cancelled,
        secrets=secrets,
        history=StoredHistory(operation, lease.generation),
    )
    count = functools.partial(asyncio.to_thread, client.count_ooms, key)
    told = hits.told(ooms.told(build, count), lease.limits)
    async with contextlib.aclosing(told) as events:
        async for event in events:
            yield event


async def _other(
    operation: Operation, client: Client, lease: Lease, cancelled: asyncio.Event
) -> AsyncGenerator[BuildEvent]:
    request = decode(operation.kind, operation.request)
    work = work_on(operation, client, lease, bounds(), cancelled)
    async with contextlib.aclosing(perform(work, request)) as events:
        async for event in events:
            yield event


def work_on(
    operation: Operation, client: Client, lease: Lease, bounds: Bounds, cancelled: asyncio.Event
) -> Work:
    @contextlib.asynccontextmanager
    async def second(empty: bool) -> AsyncIterator[Work]:
        async with engines.second(client, operation.learner, OTHER_SECONDS, empty) as other:
            yield _work(engines.second_key(operation.learner), other)

    def _work(key: str, lease: Lease) -> Work:
        return Work(
            operation=operation.pk,
            host=lease.host,
            open_blob=lambda digest: client.open_blob(key, digest),
            listings=StoredListings(),
            bounds=bounds,
            cancelled=cancelled,
            work_dir=settings.WORK_DIR,
            versions=lease.versions,
            second=second,
        )

    return _work(operation.learner.engine_key, lease)
