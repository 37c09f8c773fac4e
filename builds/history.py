"""A learner's earlier builds, for explaining a later one."""

import msgspec
from asgiref.sync import sync_to_async

from builds import log
from builds.events import StepFinished
from builds.models import Kind, Operation
from builds.reasons.past import PastBuild, past_build
from builds.request import BuildRequest

BUILDS = 50
"""Compared with; what is older is as good as forgotten."""


class StoredHistory:
    """Of the builds before `operation` on an engine of the same generation."""

    def __init__(self, operation: Operation, generation: int) -> None:
        self._operation, self._generation = operation, generation

    async def earlier(self) -> list[PastBuild]:
        return await sync_to_async(self._read)()

    def _read(self) -> list[PastBuild]:
        own = self._operation
        same = Operation.objects.filter(
            learner_id=own.learner_id, kind=Kind.BUILD, generation=self._generation
        )
        earlier = same.filter(created_at__lt=own.created_at, ended_at__isnull=False)
        rows = list(earlier.order_by("-created_at").values_list("pk", "request")[:BUILDS])
        verdicts = log.of_type_in([pk for pk, _ in rows], StepFinished)
        return [
            past_build(str(pk), msgspec.json.decode(request, type=BuildRequest), verdicts.get(pk, ()))
            for pk, request in rows
        ]
