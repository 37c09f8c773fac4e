"""Runs a task's script with a learner's answer, on the learner's engine, and judges what was recorded."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence

import msgspec
from django.conf import settings

from builds.models import Kind, Learner, Operation, Status
from builds.operations.request import RunRequest
from builds.request import BuildRequest
from builds.tasks import run_operation
from engine.client import EngineUnavailable
from labs import checks, gather, services
from labs.exercise import Task, WrongAnswer
from labs.facts import BuildFacts, RunFacts
from labs.models import Attempt, AttemptBuild, AttemptStatus
from labs.script import Build, request_of
from labs.verdict import Verdict, judge

POLL = 0.2
PATIENCE = 60.0
"""Seconds beyond a build's own that a build may take to begin, since the learner's other work goes first."""
OUR_FAULTS = ("engine", "record", "time")
"""Why a build may fail that says nothing about the answer."""


class Stopped(Exception):
    """The script did not get to its end; the message is for the learner."""


class Result(msgspec.Struct, frozen=True):
    """`feedback` is the id of the wrong answer that this one is."""

    checks: tuple[Verdict, ...]
    feedback: str | None

    @property
    def passed(self) -> bool:
        return all(verdict.passed for verdict in self.checks)


def grade(attempt_id: uuid.UUID) -> None:
    """Once: what is graded or stopped stays so. A job that died is simply begun again."""
    open_ = Attempt.objects.filter(pk=attempt_id, status__in=(AttemptStatus.QUEUED, AttemptStatus.RUNNING))
    if not open_.update(status=AttemptStatus.RUNNING):
        return
    attempt = Attempt.objects.select_related("learner").get(pk=attempt_id)
    try:
        task = services.find_task(services.find_exercise(attempt.exercise), attempt.task)
        result = assess(task, _run_script(task, attempt))
    except (Stopped, services.NotInCourse) as stop:
        open_.update(status=AttemptStatus.STOPPED, message=str(stop))
        return
    open_.update(status=AttemptStatus.GRADED, passed=result.passed, result=msgspec.json.encode(result))


def assess(task: Task, builds: Mapping[str, BuildFacts]) -> Result:
    verdicts = tuple(judge(check, builds) for check in task.matter.checks)
    return Result(verdicts, _recognised(task, verdicts, builds))


def perform(learner: Learner, request: BuildRequest | RunRequest) -> Operation:
    """What this process carries out, unless another worker takes it up. Raises Stopped."""
    return finish(queued(learner, request))


def finish(operation: Operation) -> Operation:
    """Work on the operation until it has ended, here or elsewhere. Raises Stopped."""
    give_up = time.monotonic() + settings.BUILD_SECONDS + PATIENCE
    while True:
        run_operation(str(operation.pk))
        operation = Operation.objects.select_related("learner").get(pk=operation.pk)
        if operation.ended:
            break
        if time.monotonic() > give_up:
            raise Stopped("Your engine is busy with other builds. Try again when they have ended.")
        time.sleep(POLL)
    if operation.status not in (Status.COMPLETED, Status.FAILED):
        raise Stopped(f"A build was {operation.status}, so nothing can be judged. Hand your answer in again.")
    return operation


def look(operation: Operation, texts: Sequence[str]) -> BuildFacts:
    """Raises Stopped."""
    facts = gather.recorded(operation)
    if facts.state.error and facts.state.error.reason in OUR_FAULTS:
        raise Stopped(facts.state.error.message)
    try:
        return gather.with_blobs(facts, operation, texts)
    except EngineUnavailable as error:
        raise Stopped("The engine service does not answer. Try again in a moment.") from error


def run(operation: Operation, command: tuple[str, ...]) -> RunFacts | None:
    """A container of the build's image; None for one that did not get to its end. Raises Stopped."""
    return gather.ran(perform(operation.learner, RunRequest(operation.pk, command)))


def carry_out(
    task: Task, answer: BuildRequest, nonce: str, begin: Callable[[Build, BuildRequest], Operation]
) -> dict[str, BuildFacts]:
    """The script, up to the first build without an image. `begin` queues a build. Raises Stopped."""
    texts, facts = checks.texts(task.matter.checks), dict[str, BuildFacts]()
    operations: dict[str, Operation] = {}
    for action in task.matter.script:
        if isinstance(action, Build):
            operation = finish(begin(action, request_of(action, answer, nonce)))
            operations[action.id] = operation
            facts[action.id] = look(operation, sorted(texts.get(action.id, ())))
            if not facts[action.id].built:
                break
        elif output := run(operations[action.build], action.command):
            facts[action.build].runs = {**facts[action.build].runs, action.id: output}
    return facts


def _run_script(task: Task, attempt: Attempt) -> dict[str, BuildFacts]:
    answer = msgspec.json.decode(attempt.request, type=BuildRequest)
    begun = {build.label: build.operation for build in attempt.builds.select_related("operation__learner")}

    def begin(action: Build, request: BuildRequest) -> Operation:
        if action.id in begun:
            return begun[action.id]
        operation = queued(attempt.learner, request)
        AttemptBuild.objects.create(attempt=attempt, label=action.id, operation=operation)
        return operation

    return carry_out(task, answer, attempt.pk.hex, begin)


def queued(learner: Learner, request: BuildRequest | RunRequest) -> Operation:
    """An operation that no worker is told of: whoever queues it sees to it."""
    kind = Kind.BUILD if isinstance(request, BuildRequest) else Kind.RUN
    return Operation.objects.create(learner=learner, kind=kind, request=msgspec.json.encode(request))


def _recognised(task: Task, verdicts: Sequence[Verdict], builds: Mapping[str, BuildFacts]) -> str | None:
    failed = {verdict.id for verdict in verdicts if not verdict.passed}
    if not failed:
        return None
    return next((wrong.id for wrong in task.matter.wrong if _is(wrong, failed, builds)), None)


def _is(wrong: WrongAnswer, failed: set[str], builds: Mapping[str, BuildFacts]) -> bool:
    if wrong.signs:
        return all(judge(sign, builds).passed for sign in wrong.signs)
    return failed == set(wrong.fails)
