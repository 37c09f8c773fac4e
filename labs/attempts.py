"""Takes attempts on: the script's operations one by one, each in its learner's turn, then the verdict.

No worker waits for an operation that another one has. Whoever carries one out goes on with its attempt; what
is left lying, since a worker died or the operation was cancelled, upkeep finds.
"""

import datetime
import uuid

import msgspec
from django.db import transaction
from django.utils import timezone

from builds import queue
from builds.request import BuildRequest
from builds.secrets.values import NoRoom
from labs import grading, services
from labs.exercise import Task
from labs.grading import Operations, Stopped
from labs.models import CARRY_OUT, Attempt, AttemptOperation, AttemptStatus
from labs.script import Action, Build

LEASE = datetime.timedelta(seconds=60)
"""How long going on may take: the verdict reads layers, which an engine's disk bounds."""
LEFT = datetime.timedelta(seconds=10)
"""After an operation's end. By then whoever carried it out has gone on."""
CUT_OFF = (
    "The check of your answer was cut off: it may take {seconds:.0f} seconds. Hand your answer in again."
)


def of(operation_id: uuid.UUID) -> Attempt:
    return Attempt.objects.get(operations__operation=operation_id)


def go_on(attempt: Attempt) -> None:
    """Queue what the script does next, or judge. Nothing while an operation of it has not ended, or a worker
    has the attempt. Nobody is told of what is queued: see `builds.queue.enqueue_next`."""
    done = {each.label: each.operation for each in attempt.operations.select_related("operation__learner")}
    if not all(operation.ended for operation in done.values()) or not _take(attempt):
        return
    try:
        task = services.find_task(services.find_exercise(attempt.exercise, attempt.learner), attempt.task)
        if action := grading.next_action(task, done):
            _queue(attempt, task, action, done)
            return
        result = grading.assess(task, done)
    except (Stopped, services.NotInCourse, NoRoom) as stop:
        _leave(attempt, AttemptStatus.STOPPED, message=str(stop))
        return
    _leave(attempt, AttemptStatus.GRADED, passed=result.passed, result=msgspec.json.encode(result))


def left() -> list[uuid.UUID]:
    """Attempts whose last operation ended a while ago, and nobody went on."""
    open_ = AttemptOperation.objects.filter(operation__ended_at=None)
    fresh = AttemptOperation.objects.filter(operation__ended_at__gt=timezone.now() - LEFT)
    waiting = Attempt.objects.filter(status=AttemptStatus.QUEUED).exclude(operations__in=open_ | fresh)
    return list(waiting.values_list("pk", flat=True))


def stop_overdue() -> None:
    """End what a worker had when it was killed."""
    overdue = Attempt.objects.filter(status=AttemptStatus.TAKEN, lease_until__lt=timezone.now())
    message = CUT_OFF.format(seconds=LEASE.total_seconds())
    overdue.update(status=AttemptStatus.STOPPED, lease_until=None, message=message)


def _queue(attempt: Attempt, task: Task, action: Action, done: Operations) -> None:
    answer = msgspec.json.decode(attempt.request, type=BuildRequest)
    request = grading.request_for(action, answer, attempt.pk, done)
    with transaction.atomic():
        if _leave(attempt, AttemptStatus.QUEUED):
            secrets = action.secrets if isinstance(action, Build) else None
            operation = queue.place(attempt.learner, request, CARRY_OUT, task.limits, secrets)
            AttemptOperation.objects.create(attempt=attempt, label=action.id, operation=operation)


def _take(attempt: Attempt) -> bool:
    free = Attempt.objects.filter(pk=attempt.pk, status=AttemptStatus.QUEUED)
    return free.update(status=AttemptStatus.TAKEN, lease_until=timezone.now() + LEASE) == 1


def _leave(attempt: Attempt, status: AttemptStatus, **columns: object) -> bool:
    """Whether it was still ours."""
    taken = Attempt.objects.filter(pk=attempt.pk, status=AttemptStatus.TAKEN)
    return taken.update(status=status, lease_until=None, **columns) == 1
