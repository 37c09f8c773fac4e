"""Celery's way in."""

import asyncio
import datetime
import uuid
from collections.abc import Callable

from celery import shared_task

from builds import claims, forgetting, queue, upkeep, worker


@shared_task  # type: ignore[untyped-decorator]  # celery is untyped
def run_operation(operation_id: str) -> None:
    take_turn(uuid.UUID(operation_id))


def take_turn(operation_id: uuid.UUID, then: Callable[[], None] = lambda: None) -> None:
    """Carry the operation out, where it is free, and do `then` before its learner's next one is sent."""
    operation = claims.claim(operation_id)
    if operation is None:
        return
    asyncio.run(worker.work(operation))
    try:
        then()
    finally:
        queue.enqueue_next(operation.learner_id)


@shared_task  # type: ignore[untyped-decorator]
def sweep(stale_seconds: float = upkeep.STALE.total_seconds()) -> None:
    upkeep.interrupt_expired()
    upkeep.free_expired()
    upkeep.requeue_stale(datetime.timedelta(seconds=stale_seconds))
    upkeep.remove_secrets()


@shared_task  # type: ignore[untyped-decorator]
def forget() -> None:
    forgetting.forget_guests()
    forgetting.forget_listings()
