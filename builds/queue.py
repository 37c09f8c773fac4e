"""Puts operations before the workers. The database is the truth: a lost message is sent again by `upkeep`."""

import uuid

from celery import current_app
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from builds.models import Operation, Status


def enqueue(operation_id: uuid.UUID) -> None:
    """On commit. A broker that is away costs only time."""
    transaction.on_commit(lambda: _send(operation_id), robust=True)


def enqueue_next(learner_id: uuid.UUID) -> None:
    """Whoever ends an operation calls this, since the learner's next one has waited for it."""
    following = Operation.objects.filter(learner_id=learner_id, status=Status.QUEUED, claim=None)
    if operation := following.order_by("created_at").first():
        enqueue(operation.pk)


def waiting() -> QuerySet[Operation]:
    """Queued operations that nothing but a worker is missing for."""
    busy = Operation.objects.filter(learner=OuterRef("learner"), claim__isnull=False)
    return Operation.objects.filter(~Exists(busy), status=Status.QUEUED, claim=None)


def requeue(operation: Operation) -> None:
    """Unless somebody else just did."""
    unchanged = Operation.objects.filter(pk=operation.pk, enqueued_at=operation.enqueued_at)
    if unchanged.update(enqueued_at=timezone.now()):
        enqueue(operation.pk)


def _send(operation_id: uuid.UUID) -> None:
    current_app.send_task("builds.tasks.run_operation", args=[str(operation_id)])
