"""Operations that a test carries out itself, on the learner's real engine."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TypeVar

from asgiref.sync import sync_to_async

from builds import claims, log, worker
from builds.events import BuildEvent, Logged
from builds.models import Learner, Operation
from builds.operations.policy import Bounds
from builds.operations.request import OperationRequest
from builds.operations.work import Work
from builds.services import submit
from builds.worker import work_on
from tests.engine_fixtures import EngineService

BOUNDS = Bounds()
Kind = TypeVar("Kind", bound=BuildEvent)


async def worked(operation: Operation) -> list[BuildEvent]:
    claimed = await sync_to_async(claims.claim)(operation.pk)
    assert claimed is not None
    await worker.work(claimed)
    return [entry.event for entry in await sync_to_async(log.read)(operation.pk)]


async def performed(owner: Learner, request: OperationRequest) -> tuple[Operation, list[BuildEvent]]:
    operation = await sync_to_async(submit)(owner, request)
    return operation, await worked(operation)


async def done(owner: Learner, request: OperationRequest) -> list[BuildEvent]:
    return (await performed(owner, request))[1]


def said(events: list[BuildEvent], stream: str = "stdout") -> str:
    return "".join(event.text for event in events if isinstance(event, Logged) and event.stream == stream)


def only(kind: type[Kind], events: list[BuildEvent]) -> Kind:
    """The one event of this kind."""
    found = [event for event in events if isinstance(event, kind)]
    assert len(found) == 1, events
    return found[0]


@contextlib.asynccontextmanager
async def engine_of(owner: Learner, service: EngineService, bounds: Bounds = BOUNDS) -> AsyncIterator[Work]:
    """The learner's engine, for an operation that no log has."""
    unlogged = Operation(learner=owner)
    with service.client() as client, client.acquire(owner.engine_key, 60) as lease:
        yield work_on(unlogged, client, lease, bounds, asyncio.Event())
