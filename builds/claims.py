"""Who works on an operation: a token in its row, with a lease that lasts while it is renewed."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from builds.log import ClaimLost
from builds.models import Operation, Status

LEASE = datetime.timedelta(seconds=15)


def claim(operation_id: uuid.UUID) -> Operation | None:
    """The operation, claimed; None where it is not queued, or the learner has an earlier one."""
    older = Operation.objects.filter(
        learner=OuterRef("learner"), status=Status.QUEUED, created_at__lt=OuterRef("created_at")
    )
    free = Operation.objects.filter(~Exists(older), pk=operation_id, status=Status.QUEUED, claim=None)
    try:
        with transaction.atomic():
            taken = free.update(
                claim=uuid.uuid4(),
                claimed_at=timezone.now(),
                lease_until=_lease_end(),
                attempt=F("attempt") + 1,
            )
    except IntegrityError:  # one claim per learner
        return None
    return Operation.objects.select_related("learner").get(pk=operation_id) if taken else None


def renew(operation_id: uuid.UUID, token: uuid.UUID) -> None:
    """Raises ClaimLost."""
    if not Operation.objects.filter(pk=operation_id, claim=token).update(lease_until=_lease_end()):
        raise ClaimLost(f"operation {operation_id} is no longer held by claim {token}")


def seize(operation: Operation) -> uuid.UUID | None:
    """Take the claim of a worker whose lease is over; None where the worker was quicker."""
    token = uuid.uuid4()
    expired = Operation.objects.filter(pk=operation.pk, claim=operation.claim, lease_until__lt=timezone.now())
    return token if expired.update(claim=token, lease_until=_lease_end()) else None


def give_back(operation: Operation) -> bool:
    """Free an operation that was claimed but never started; False where its worker is alive after all."""
    expired = Operation.objects.filter(
        pk=operation.pk, claim=operation.claim, status=Status.QUEUED, lease_until__lt=timezone.now()
    )
    return expired.update(claim=None, lease_until=None) == 1


def _lease_end() -> datetime.datetime:
    return timezone.now() + LEASE
