"""Carries builds and scripts out in this process, one after the other: for whoever proves the course."""

import time
import uuid
from collections.abc import Mapping

from django.conf import settings

from builds import queue
from builds.models import Learner, Operation, Status
from builds.narrow import AS_THEY_ARE, Narrower
from builds.operations.request import OperationRequest
from builds.request import BuildRequest
from builds.tasks import run_operation
from labs import gather, grading
from labs.acting import request_after
from labs.exercise import Context, Exercise, Task
from labs.facts import BuildFacts
from labs.grading import Result, Stopped
from labs.script import FIRST, Build

POLL = 0.2
PATIENCE = 60.0
"""Seconds beyond a build's own that a build may take to begin."""


def rehearse(task: Task, context: Context, learner: Learner) -> Result:
    """What an attempt with this answer would be told. Raises Stopped."""
    answer, nonce, done = context.request(), uuid.uuid4(), dict[str, Operation]()
    while action := grading.next_action(task, done):
        request = grading.request_for(action, answer, nonce, done)
        secrets = action.secrets if isinstance(action, Build) else None
        done[action.id] = _perform(learner, request, task.limits, secrets)
    return grading.assess(task, done)


def start(exercise: Exercise, context: Context, learner: Learner) -> BuildFacts:
    """Of a build with all that the exercise does afterwards. Raises Stopped."""
    done = {FIRST: _perform(learner, context.request(), exercise.matter.limits)}
    for action in exercise.matter.afterwards if done[FIRST].status == Status.COMPLETED else ():
        done[action.id] = _perform(learner, request_after(action, done))
    actions = [Build(), *exercise.matter.afterwards]
    return gather.with_others(gather.facts_of(actions, done, lambda _, build: grading.look(build, [])))


def _perform(
    learner: Learner,
    request: BuildRequest | OperationRequest,
    limits: Narrower = AS_THEY_ARE,
    secrets: Mapping[str, str] | None = None,
) -> Operation:
    """Ended, here or by a worker that was told of it first. Raises Stopped."""
    operation = queue.place(learner, request, limits=limits, secrets=secrets)
    give_up = time.monotonic() + settings.BUILD_SECONDS + PATIENCE
    while True:
        run_operation(str(operation.pk))
        operation = Operation.objects.select_related("learner").get(pk=operation.pk)
        if operation.ended:
            return operation
        if time.monotonic() > give_up:
            raise Stopped("The engine is busy. Try again when it is not.")
        time.sleep(POLL)
