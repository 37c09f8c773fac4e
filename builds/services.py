"""What can be asked for: a build, a container of its image, and the end of either."""

import datetime
import math
from collections.abc import Sequence

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from builds import policy
from builds.access import find_operation
from builds.events import Cancelled
from builds.log import ClaimLost, append
from builds.models import Kind, Learner, Operation, Status
from builds.policy import Limits, Problem
from builds.queue import enqueue
from builds.request import BuildRequest, RunRequest

WINDOW = datetime.timedelta(minutes=1)
WAITING_SECONDS = 2  # a fair guess at when one of the waiting builds will have ended


class RequestRefused(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class TooMany(Exception):
    """`limit` names the limit, `value` is it, `retry_after` is in whole seconds."""

    def __init__(self, message: str, limit: str, value: int, retry_after: int) -> None:
        super().__init__(message)
        self.limit, self.value, self.retry_after = limit, value, retry_after


class NoEngine(Exception):
    """This site has no engine: it shows recordings only."""


def limits() -> Limits:
    return Limits(wall_seconds=settings.BUILD_SECONDS)


def submit_build(learner: Learner, request: BuildRequest) -> Operation:
    """Queue a build. Raises RequestRefused, TooMany or NoEngine."""
    if settings.ENGINE_REASON:
        raise NoEngine(settings.ENGINE_REASON)
    if problems := policy.check(request, limits()):
        raise RequestRefused(problems)
    return _submit(learner, Kind.BUILD, request)


def submit_run(learner: Learner, request: RunRequest) -> Operation:
    """Queue a container of a build's image. Raises as `submit_build`, and Operation.DoesNotExist where the
    learner has no such build."""
    if settings.ENGINE_REASON:
        raise NoEngine(settings.ENGINE_REASON)
    if problems := policy.check_run(request, limits()):
        raise RequestRefused(problems)
    build = find_operation(learner, request.build, Kind.BUILD)
    if build.status != Status.COMPLETED:
        message = f"Build {build.pk} is {build.status}; a container needs the image of a completed one."
        raise RequestRefused([Problem("build", message)])
    return _submit(learner, Kind.RUN, request)


def cancel(operation: Operation) -> None:
    """What is queued ends at once; what runs ends when its worker sees the wish; what has ended stays."""
    try:
        append(operation.pk, None, [Cancelled()])
    except ClaimLost:
        Operation.objects.filter(pk=operation.pk, ended_at=None).update(cancel_requested=True)


def _submit(learner: Learner, kind: Kind, request: BuildRequest | RunRequest) -> Operation:
    with transaction.atomic():
        Learner.objects.select_for_update().get(pk=learner.pk)  # so that two requests cannot both be the last
        _check_rate(learner)
        written = msgspec.json.encode(request)
        operation = Operation.objects.create(learner=learner, kind=kind, request=written)
        enqueue(operation.pk)
    return operation


def _check_rate(learner: Learner) -> None:
    waiting = Operation.objects.filter(learner=learner, ended_at=None).count()
    if waiting >= settings.BUILDS_WAITING:
        message = f"You have {waiting} builds queued or running; wait for one to end, or cancel one."
        raise TooMany(message, "builds_waiting", settings.BUILDS_WAITING, WAITING_SECONDS)
    now = timezone.now()
    recent = Operation.objects.filter(learner=learner, created_at__gt=now - WINDOW).order_by("created_at")
    times = list(recent.values_list("created_at", flat=True))
    if len(times) >= settings.BUILDS_PER_MINUTE:
        free_at = times[-settings.BUILDS_PER_MINUTE] + WINDOW
        wait = max(1, math.ceil((free_at - now).total_seconds()))
        message = f"You started {len(times)} builds within a minute; try again in {wait} s."
        raise TooMany(message, "builds_per_minute", settings.BUILDS_PER_MINUTE, wait)
