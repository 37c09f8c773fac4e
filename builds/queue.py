"""Puts operations before the workers. The database is the truth: a lost message is sent again by `upkeep`.

Only the first of a learner's waiting operations has a message. The next one is sent when that one has ended,
and so stands behind every other learner's first: five builds take five turns, not five places.
"""

import uuid
from collections.abc import Mapping

import msgspec
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from builds.models import RUN_OPERATION, Kind, Learner, Operation, Status
from builds.narrow import AS_THEY_ARE, Narrower
from builds.operations.request import OperationRequest, kind_of
from builds.request import BuildRequest
from builds.secrets import values
from builds.turns import Running, Turn, Waiting, turn

LATELY = 40
"""Operations that an estimate is made from."""


def place(
    learner: Learner,
    request: BuildRequest | OperationRequest,
    task: str = RUN_OPERATION,
    limits: Narrower = AS_THEY_ARE,
    secrets: Mapping[str, str] | None = None,
) -> Operation:
    """Queued; no worker is told yet. `limits` are what a build has to keep beside the site's.

    `secrets` are the values of those that a build names. Where the transaction is undone, remove them.
    """
    kind = Kind.BUILD if isinstance(request, BuildRequest) else Kind(kind_of(request))
    operation = Operation.objects.create(
        learner=learner,
        kind=kind,
        request=msgspec.json.encode(request),
        task=task,
        limits=msgspec.to_builtins(limits),
    )
    if secrets:
        values.write(operation.pk, secrets)
    return operation


def enqueue(operation: Operation) -> None:
    """On commit. A broker that is away costs only time."""
    transaction.on_commit(lambda: _send(operation), robust=True)


def is_first(operation: Operation) -> bool:
    """Whether nothing of its learner's stands before it."""
    before = Operation.objects.filter(
        learner_id=operation.learner_id, ended_at=None, created_at__lt=operation.created_at
    )
    return not before.exists()


def enqueue_next(learner_id: uuid.UUID) -> None:
    """Whoever ends a learner's first operation calls this, since the next one has waited for it."""
    if operation := waiting().filter(learner_id=learner_id).first():
        requeue(operation)


def waiting() -> QuerySet[Operation]:
    """The first of each learner's queued operations, where nothing but a worker is missing."""
    same = Operation.objects.filter(learner=OuterRef("learner"))
    busy = same.filter(claim__isnull=False)
    older = same.filter(status=Status.QUEUED, created_at__lt=OuterRef("created_at"))
    free = Operation.objects.filter(~Exists(busy), ~Exists(older), status=Status.QUEUED, claim=None)
    return free.order_by("enqueued_at")


def turn_of(operation: Operation) -> Turn | None:
    """When its turn comes; None once it is claimed, or over."""
    before = Operation.objects.filter(learner=OuterRef("learner"), ended_at__isnull=False)
    queued = Operation.objects.filter(status=Status.QUEUED, claim=None).order_by("created_at")
    since = Greatest(
        "created_at", Coalesce(before.order_by("-ended_at").values("ended_at")[:1], "created_at")
    )
    rows = queued.annotate(since=since).values_list("pk", "learner_id", "since")
    waiting = [Waiting(pk, learner, first.timestamp()) for pk, learner, first in rows]
    if all(one.id != operation.pk for one in waiting):
        return None
    now = timezone.now()
    claimed = Operation.objects.filter(claim__isnull=False).values_list("learner_id", "claimed_at")
    running = [Running(who, (now - (since or now)).total_seconds()) for who, since in claimed]
    return turn(operation.pk, waiting, running, _lately(), settings.BUILDS_AT_ONCE)


def _lately() -> list[float]:
    """Seconds that the last operations took a worker, the start of an engine among them."""
    ended = Operation.objects.filter(
        claimed_at__isnull=False, started_at__isnull=False, ended_at__isnull=False
    )
    took = ended.annotate(took=ExpressionWrapper(F("ended_at") - F("claimed_at"), DurationField()))
    return [
        each.total_seconds() for each in took.order_by("-ended_at").values_list("took", flat=True)[:LATELY]
    ]


def requeue(operation: Operation) -> None:
    """Unless somebody else just did."""
    unchanged = Operation.objects.filter(pk=operation.pk, enqueued_at=operation.enqueued_at)
    if unchanged.update(enqueued_at=timezone.now()):
        enqueue(operation)


def _send(operation: Operation) -> None:
    current_app.send_task(operation.task, args=[str(operation.pk)])
