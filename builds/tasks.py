"""Celery's way in."""

import asyncio
import datetime
import uuid

from celery import shared_task

from builds import claims, forgetting, queue, upkeep, worker


@shared_task  # type: ignore[untyped-decorator]  # celery is untyped
def run_operation(operation_id: str) -> None:
    operation = claims.claim(uuid.UUID(operation_id))
    if operation is None:
        return
    asyncio.run(worker.work(operation))
    queue.enqueue_next(operation.learner_id)


@shared_task  # type: ignore[untyped-decorator]
def sweep(stale_seconds: float = upkeep.STALE.total_seconds()) -> None:
    upkeep.interrupt_expired()
    upkeep.free_expired()
    upkeep.requeue_stale(datetime.timedelta(seconds=stale_seconds))


@shared_task  # type: ignore[untyped-decorator]
def forget() -> None:
    forgetting.forget_guests()
    forgetting.forget_listings()
