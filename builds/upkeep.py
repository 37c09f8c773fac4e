"""Finds operations whose worker died, those whose message was lost, and secrets that nobody will read."""

import datetime

from django.utils import timezone

from builds import claims, queue
from builds.events import Interrupted
from builds.log import ClaimLost, append
from builds.models import Operation, Status
from builds.secrets import values

STALE = datetime.timedelta(seconds=10)
PATIENCE = 6
ATTEMPTS = 3


def interrupt_expired() -> None:
    """End what had started and whose lease is over."""
    for operation in _expired(Status.RUNNING):
        _interrupt(operation, "Its worker died. Do it again: finished steps of a build are cached.")


def free_expired() -> None:
    """Queue again what was claimed but never started; give up on what has outlived several workers."""
    for operation in _expired(Status.QUEUED):
        if operation.attempt >= ATTEMPTS:
            _interrupt(operation, f"No worker could start it in {ATTEMPTS} attempts.")
        elif claims.give_back(operation):
            queue.requeue(operation)


def requeue_stale(stale: datetime.timedelta = STALE) -> None:
    """Send again what has been queued for `stale` without a claim, each time after twice as long, up to
    PATIENCE times `stale`: in a long queue the message is rarely lost, and each copy asks for a claim."""
    now = timezone.now()
    for operation in queue.waiting().filter(enqueued_at__lte=now - stale):
        waited = min(operation.enqueued_at - operation.created_at, PATIENCE * stale)
        if now - operation.enqueued_at >= waited:
            queue.requeue(operation)


def remove_secrets() -> None:
    """Of operations that have ended, or were never committed."""
    kept = values.kept()
    waiting = set(Operation.objects.filter(pk__in=kept, ended_at=None).values_list("pk", flat=True))
    for operation_id in set(kept) - waiting:
        values.remove(operation_id)


def _expired(status: Status) -> list[Operation]:
    return list(Operation.objects.filter(status=status, lease_until__lt=timezone.now()))


def _interrupt(operation: Operation, reason: str) -> None:
    if token := claims.seize(operation):
        try:
            append(operation.pk, token, [Interrupted(reason)])
        except ClaimLost:
            return  # another upkeep took it in turn
        queue.enqueue_next(operation.learner_id)
