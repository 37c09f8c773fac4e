"""What a task's script does next, and what its checks say of the operations that carried it out."""

import uuid
from collections.abc import Mapping, Sequence

import msgspec
from django.conf import settings
from django.utils.translation import override

from builds.models import Operation, Status
from builds.operations.request import OperationRequest
from builds.request import BuildRequest
from engine.client import EngineUnavailable
from labs import checks, gather
from labs.acting import request_after
from labs.exercise import Task, WrongAnswer
from labs.facts import BuildFacts
from labs.script import Action, Build, Run, removal_of, request_of
from labs.verdict import Verdict, judge

OUR_FAULTS = ("engine", "record", "time")
"""Why a build may fail that says nothing about the answer."""

Operations = Mapping[str, Operation]
"""What has carried a script out so far, by the names that the script has for its actions."""


class Stopped(Exception):
    """The script did not get to its end; the message is for the learner."""


class Result(msgspec.Struct, frozen=True):
    """`feedback` is the id of the wrong answer that this one is; `spoken` the same verdicts by language."""

    checks: tuple[Verdict, ...]
    feedback: str | None
    spoken: Mapping[str, tuple[Verdict, ...]] = {}

    @property
    def passed(self) -> bool:
        return all(verdict.passed for verdict in self.checks)


def next_action(task: Task, done: Operations) -> Action | None:
    """None once all is done, or a build that must have an image has none; what was kept is removed before.

    Raises Stopped for what ended otherwise.
    """
    for action in task.matter.script:
        if action.id not in done:
            return action
        status = done[action.id].status
        if status not in (Status.COMPLETED, Status.FAILED):
            raise Stopped(f"A build was {status}, so nothing can be judged. Hand your answer in again.")
        if status == Status.FAILED and not (isinstance(action, Build) and action.may_fail):
            break
    kept = [action for action in task.matter.script if isinstance(action, Run) and action.keep]
    left = (removal_of(run) for run in kept if run.id in done and done[run.id].started_at)
    return next((removal for removal in left if removal.id not in done), None)


def request_for(
    action: Action, answer: BuildRequest, nonce: uuid.UUID, done: Operations
) -> BuildRequest | OperationRequest:
    if isinstance(action, Build):
        return request_of(action, answer, nonce.hex)
    return request_after(action, done)


def assess(task: Task, done: Operations) -> Result:
    """Of a script without a next action. Raises Stopped."""
    texts = checks.texts(task.matter.checks)
    builds = gather.facts_of(
        task.matter.script, done, lambda name, build: look(build, sorted(texts.get(name, ())))
    )
    verdicts = tuple(judge(check, builds) for check in task.matter.checks)
    return Result(verdicts, _recognised(task, verdicts, builds), _spoken(task, builds))


def _spoken(task: Task, builds: Mapping[str, BuildFacts]) -> Mapping[str, tuple[Verdict, ...]]:
    """In each other language: whoever reads them later may have chosen any."""
    spoken = {}
    for language, _ in settings.LANGUAGES[1:]:
        with override(language):
            spoken[language] = tuple(judge(check, builds) for check in task.matter.checks)
    return spoken


def look(operation: Operation, texts: Sequence[str]) -> BuildFacts:
    """Raises Stopped."""
    facts = gather.recorded(operation)
    if facts.state.error and facts.state.error.reason in OUR_FAULTS:
        raise Stopped(facts.state.error.message)
    try:
        return gather.with_blobs(facts, operation, texts)
    except EngineUnavailable as error:
        raise Stopped("The engine service does not answer. Try again in a moment.") from error


def _recognised(task: Task, verdicts: Sequence[Verdict], builds: Mapping[str, BuildFacts]) -> str | None:
    failed = {verdict.id for verdict in verdicts if not verdict.passed}
    if not failed:
        return None
    return next((wrong.id for wrong in task.matter.wrong if _is(wrong, failed, builds)), None)


def _is(wrong: WrongAnswer, failed: set[str], builds: Mapping[str, BuildFacts]) -> bool:
    if wrong.signs:
        return all(judge(sign, builds).passed for sign in wrong.signs)
    return failed == set(wrong.fails)
