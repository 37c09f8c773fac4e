"""Borrows a learner's engine for as long as a block runs, without holding the event loop up."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator

from django.conf import settings

from builds.facts import OpenBlob
from builds.models import Learner, Operation
from engine.client import Client, EngineRefused, EngineUnavailable, Lease

BUSY_SECONDS = 30.0  # how long to wait for a place among the running engines
PAUSE = 0.5
WARM_SECONDS = 0.5  # that a page waits for the service to hear of it
BLOB_SECONDS = 60  # to open blobs in; what is open stays open


@contextlib.asynccontextmanager
async def borrowed(learner: Learner, seconds: int) -> AsyncIterator[tuple[Client, Lease]]:
    """Raises EngineRefused or EngineUnavailable."""
    client = await asyncio.to_thread(Client, settings.ENGINE_SOCKET)
    try:
        lease = await _acquire(client, learner.engine_key, seconds)
        try:
            yield client, lease
        finally:
            await asyncio.to_thread(lease.close)
    finally:
        client.close()


def warm(learner: Learner) -> None:
    """As `start`, where the operator wants that of whoever opens a page to build on."""
    if settings.WARM_ENGINES:
        start(learner)


def start(learner: Learner) -> None:
    """Have the engine started before the first build, where there is room."""
    if not settings.ENGINE_REASON:
        unwell = contextlib.suppress(EngineRefused, EngineUnavailable)  # then the build starts it
        with unwell, Client(settings.ENGINE_SOCKET, WARM_SECONDS) as client:
            client.warm(learner.engine_key)


class InUse(EngineRefused):
    """The engine works; the message says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__("busy", message)


@contextlib.contextmanager
def blobs_of(learner: Learner) -> Iterator[OpenBlob]:
    """Opens what the learner's engine holds, where there is one. Raises EngineRefused, EngineUnavailable."""
    key = learner.engine_key
    with Client(settings.ENGINE_SOCKET) as client, client.acquire(key, BLOB_SECONDS, create=False):
        yield lambda digest: client.open_blob(key, digest)


@contextlib.asynccontextmanager
async def second(client: Client, learner: Learner, seconds: int, empty: bool) -> AsyncIterator[Lease]:
    """The learner's other engine, for what needs a cold one; emptied before where asked. Raises the same."""
    key = second_key(learner)
    if empty:
        await asyncio.to_thread(_empty, client, key)
    lease = await _acquire(client, key, seconds)
    try:
        yield lease
    finally:
        await asyncio.to_thread(lease.close)


def reset(learner: Learner) -> None:
    """Empty both of the learner's engines. Raises InUse, EngineRefused or EngineUnavailable."""
    if Operation.objects.filter(learner=learner, ended_at=None).exists():
        raise InUse("Something of yours is queued or running. Wait for it to end, or cancel it, then reset.")
    with Client(settings.ENGINE_SOCKET) as client:
        for key in (learner.engine_key, second_key(learner)):
            _empty(client, key)


def remove(learner: Learner) -> None:
    """Both engines with their disks, of whoever is gone. One that cannot be removed now goes unused, and is
    removed as such."""
    unwell = contextlib.suppress(EngineRefused, EngineUnavailable)
    for key in (learner.engine_key, second_key(learner)):
        with unwell, Client(settings.ENGINE_SOCKET) as client:
            client.remove(key)


def second_key(learner: Learner) -> str:
    return f"{learner.engine_key}-2"


def _empty(client: Client, key: str) -> None:
    try:
        client.reset(key)
    except EngineRefused as refusal:
        if refusal.code == "busy":
            raise InUse(str(refusal)) from refusal
        if refusal.code != "unknown":  # there is none yet
            raise


async def _acquire(client: Client, learner: str, seconds: int) -> Lease:
    give_up = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return await asyncio.to_thread(client.acquire, learner, seconds)
        except EngineRefused as refusal:
            if refusal.code != "busy" or time.monotonic() > give_up:
                raise
        await asyncio.sleep(PAUSE)
