"""A learner's earlier builds, for explaining a later one.

Any number of them are found by the keys of their steps, so that what was built long ago counts as much as the
last build, and few have to be read.
"""

import hashlib
import uuid
from collections.abc import Collection, Sequence

import msgspec
from asgiref.sync import sync_to_async
from django.db.models import Count, QuerySet

from builds import log
from builds.events import StepFinished
from builds.models import BuildKey, Kind, Operation
from builds.reasons.past import PastBuild, past_build
from builds.request import BuildRequest

LATEST = 10
"""Compared with in any case: what changed lately is what a learner asks about."""
ALIKE = 40
"""Of all earlier ones, those that share most keys."""


class StoredHistory:
    """Of the builds before `operation` on an engine of the same generation."""

    def __init__(self, operation: Operation, generation: int) -> None:
        self._operation, self._generation = operation, generation

    async def last(self) -> PastBuild | None:
        return next(iter(await sync_to_async(self._read_latest)(1)), None)

    async def like(self, keys: Collection[str]) -> list[PastBuild]:
        return await sync_to_async(self._read_like)(keys)

    async def keep(self, keys: Collection[str]) -> None:
        await sync_to_async(self._keep)(keys)

    def _read_latest(self, count: int) -> list[PastBuild]:
        return _read(self._earlier().order_by("-created_at").values_list("pk", flat=True)[:count])

    def _read_like(self, keys: Collection[str]) -> list[PastBuild]:
        earlier = self._earlier()
        latest = earlier.order_by("-created_at").values_list("pk", flat=True)[:LATEST]
        rows = BuildKey.objects.filter(key__in=self._scoped(keys), operation__in=earlier)
        alike = rows.values("operation").annotate(shared=Count("pk"))
        ranked = alike.order_by("-shared", "-operation__created_at").values_list("operation", flat=True)
        return _read([*latest, *ranked[:ALIKE]])

    def _keep(self, keys: Collection[str]) -> None:
        rows = [BuildKey(operation=self._operation, key=key) for key in self._scoped(keys)]
        BuildKey.objects.bulk_create(rows, ignore_conflicts=True)

    def _earlier(self) -> QuerySet[Operation]:
        own = self._operation
        same = Operation.objects.filter(
            learner_id=own.learner_id, kind=Kind.BUILD, generation=self._generation
        )
        return same.filter(created_at__lt=own.created_at, ended_at__isnull=False)

    def _scoped(self, keys: Collection[str]) -> list[str]:
        scope = f"{self._operation.learner_id}/{self._generation}"
        return sorted({hashlib.sha256(f"{scope}/{key}".encode()).hexdigest()[:32] for key in keys})


def _read(ids: Sequence[uuid.UUID] | QuerySet[Operation, uuid.UUID]) -> list[PastBuild]:
    """The newest first."""
    found = Operation.objects.filter(pk__in=list(ids)).order_by("-created_at")
    rows = list(found.values_list("pk", "request"))
    verdicts = log.of_type_in([pk for pk, _ in rows], StepFinished)
    return [
        past_build(str(pk), msgspec.json.decode(request, type=BuildRequest), verdicts.get(pk, ()))
        for pk, request in rows
    ]
