"""Operations in the states that tests need."""

import datetime
import uuid

import msgspec
from django.utils import timezone

from builds import claims, log
from builds.events import Started
from builds.models import Learner, Operation
from builds.request import BuildRequest

REQUEST = msgspec.json.encode(BuildRequest("FROM lab/base\n"))


def queued(learner: Learner | None = None) -> Operation:
    return Operation.objects.create(
        learner=learner or Learner.objects.create(), kind="build", request=REQUEST
    )


def claimed(learner: Learner | None = None) -> Operation:
    operation = claims.claim(queued(learner).pk)
    assert operation is not None
    return operation


def running(learner: Learner | None = None) -> Operation:
    operation = claimed(learner)
    log.append(operation.pk, operation.claim, [Started(1, {"docker.io": "28"})])
    return Operation.objects.select_related("learner").get(pk=operation.pk)


def token(operation: Operation) -> uuid.UUID:
    assert operation.claim is not None
    return operation.claim


def outlive_lease(operation: Operation) -> None:
    Operation.objects.filter(pk=operation.pk).update(
        lease_until=timezone.now() - datetime.timedelta(seconds=1)
    )


def age(operation: Operation, seconds: float) -> None:
    """As if it had been enqueued that long ago."""
    then = timezone.now() - datetime.timedelta(seconds=seconds)
    Operation.objects.filter(pk=operation.pk).update(enqueued_at=then)
