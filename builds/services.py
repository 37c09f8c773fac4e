"""What can be asked for: a build, another operation, and the end of either."""

import datetime
import math
from collections.abc import Mapping, Sequence

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from builds import policy
from builds.events import Cancelled
from builds.log import ClaimLost, append
from builds.models import RUN_OPERATION, Learner, Operation
from builds.narrow import AS_THEY_ARE, Narrower, narrowed
from builds.operations import policy as operation_policy
from builds.operations import subjects
from builds.operations.policy import Bounds
from builds.operations.request import OperationRequest
from builds.policy import Limits, Problem
from builds.queue import enqueue, enqueue_next, is_first, place
from builds.quotas import TooMany
from builds.request import BuildRequest
from builds.secrets import policy as secret_policy
from builds.secrets import values

WINDOW = datetime.timedelta(minutes=1)
WAITING_SECONDS = 2  # a fair guess at when one of the waiting builds will have ended


class RequestRefused(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class NoEngine(Exception):
    """This site has no engine: it shows recordings only."""


def limits(narrower: Narrower = AS_THEY_ARE) -> Limits:
    """Of builds, as the operator has set them, or lower."""
    site = Limits(
        dockerfile_bytes=settings.DOCKERFILE_BYTES,
        files=settings.CONTEXT_FILES,
        context_bytes=settings.CONTEXT_BYTES,
        build_args=settings.BUILD_ARGS,
        build_arg_bytes=settings.BUILD_ARG_BYTES,
        secrets=settings.BUILD_SECRETS,
        secret_bytes=settings.BUILD_SECRET_BYTES,
        steps=settings.BUILD_STEPS,
        stages=settings.BUILD_STAGES,
        layers=settings.BUILD_LAYERS,
        wall_seconds=settings.BUILD_SECONDS,
        log_bytes=settings.BUILD_LOG_BYTES,
    )
    return narrowed(site, narrower)


def bounds() -> Bounds:
    """Of other operations, as the operator has set them."""
    return Bounds(
        wall_seconds=settings.OPERATION_SECONDS,
        log_bytes=settings.OPERATION_LOG_BYTES,
        command_bytes=settings.COMMAND_BYTES,
        kept_containers=settings.KEPT_CONTAINERS,
        archive_bytes=settings.ARCHIVE_BYTES,
        tags=settings.IMAGE_TAGS,
    )


def submit_build(
    learner: Learner,
    request: BuildRequest,
    task: str = RUN_OPERATION,
    secrets: Mapping[str, str] | None = None,
    narrower: Narrower = AS_THEY_ARE,
) -> Operation:
    """Queue a build, for a worker to do `task`, with these values of secrets, whose ids become the request's.
    It keeps the site's limits and those of `narrower`.

    Raises RequestRefused, TooMany, NoEngine, or values.NoRoom.
    """
    if settings.ENGINE_REASON:
        raise NoEngine(settings.ENGINE_REASON)
    secrets = secrets or {}
    if problems := [
        *policy.check(request, limits(narrower)),
        *secret_policy.check(secrets, limits(narrower)),
    ]:
        raise RequestRefused(problems)
    request = msgspec.structs.replace(request, secrets=tuple(sorted(secrets)))
    return _submit(learner, request, task, secrets, narrower)


def submit(learner: Learner, request: OperationRequest) -> Operation:
    """Queue an operation other than a build. Raises as `submit_build`, and subjects.NoSubject where the
    learner has nothing like what it is to be done to."""
    if settings.ENGINE_REASON:
        raise NoEngine(settings.ENGINE_REASON)
    problems = operation_policy.check(request, bounds()) or subjects.check(learner, request)
    if problems:
        raise RequestRefused(problems)
    return _submit(learner, request)


def cancel(operation: Operation) -> None:
    """What is queued ends at once; what runs ends when its worker sees the wish; what has ended stays."""
    first = is_first(operation)
    try:
        append(operation.pk, None, [Cancelled()])
        values.remove(operation.pk)
        if first:
            enqueue_next(operation.learner_id)
    except ClaimLost:
        Operation.objects.filter(pk=operation.pk, ended_at=None).update(cancel_requested=True)


def _submit(
    learner: Learner,
    request: BuildRequest | OperationRequest,
    task: str = RUN_OPERATION,
    secrets: Mapping[str, str] | None = None,
    narrower: Narrower = AS_THEY_ARE,
) -> Operation:
    """The values of secrets are there before any worker can know of the operation."""
    operation = None
    try:
        with transaction.atomic():
            Learner.objects.select_for_update().get(pk=learner.pk)  # so that two requests cannot both be last
            check_rate(learner)
            operation = place(learner, request, task, narrower, secrets)
            if is_first(operation):
                enqueue(operation)
    except BaseException:
        if operation and secrets:
            values.remove(operation.pk)
        raise
    return operation


def check_rate(learner: Learner) -> None:
    """Raises TooMany. Call it with the learner's row locked."""
    waiting = Operation.objects.filter(learner=learner, ended_at=None).count()
    if waiting >= settings.BUILDS_WAITING:
        found = f"You have {waiting} builds queued or running"
        raise TooMany("builds_waiting", settings.BUILDS_WAITING, found, WAITING_SECONDS)
    now = timezone.now()
    recent = Operation.objects.filter(learner=learner, created_at__gt=now - WINDOW).order_by("created_at")
    times = list(recent.values_list("created_at", flat=True))
    if len(times) >= settings.BUILDS_PER_MINUTE:
        free_at = times[-settings.BUILDS_PER_MINUTE] + WINDOW
        wait = max(1, math.ceil((free_at - now).total_seconds()))
        found = f"You started {len(times)} builds within a minute, and may go on in {wait} s"
        raise TooMany("builds_per_minute", settings.BUILDS_PER_MINUTE, found, wait)
