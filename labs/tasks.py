"""Celery's way in."""

import uuid

from celery import current_app, shared_task
from django.conf import settings

from builds import queue
from builds.tasks import take_turn
from labs import attempts
from labs.authoring import proving
from labs.classes import warming
from labs.models import Attempt

GOING_ON = attempts.LEASE.total_seconds()


@shared_task(time_limit=settings.CELERY_TASK_TIME_LIMIT + GOING_ON)  # type: ignore[untyped-decorator]  # celery is untyped
def carry_out(operation_id: str) -> None:
    """An operation of an attempt, and what comes next, in one turn of the learner's."""
    operation = uuid.UUID(operation_id)
    take_turn(operation, then=lambda: attempts.go_on(attempts.of(operation)))


@shared_task(time_limit=GOING_ON)  # type: ignore[untyped-decorator]
def go_on(attempt_id: str) -> None:
    attempt = Attempt.objects.get(pk=attempt_id)
    attempts.go_on(attempt)
    queue.enqueue_next(attempt.learner_id)


@shared_task(time_limit=settings.PROOF_SECONDS)  # type: ignore[untyped-decorator]
def prove(proof_id: str) -> None:
    proving.carry_out(uuid.UUID(proof_id))


@shared_task  # type: ignore[untyped-decorator]
def warm_class(classroom_id: str) -> None:
    warming.warm(uuid.UUID(classroom_id))


@shared_task  # type: ignore[untyped-decorator]
def sweep_attempts() -> None:
    attempts.stop_overdue()
    for attempt in attempts.left():
        current_app.send_task("labs.tasks.go_on", args=[str(attempt)])
