"""What a task's script does next, and what its checks say of the operations that carried it out."""

import uuid
from collections.abc import Mapping, Sequence
from typing import assert_never

import msgspec

from builds.models import Operation, Status
from builds.operations.request import CommitRequest, DiffRequest, OperationRequest, RemoveRequest, RunRequest
from builds.request import BuildRequest
from engine.client import EngineUnavailable
from labs import checks, gather
from labs.exercise import Task, WrongAnswer
from labs.facts import BuildFacts, RunFacts
from labs.script import Action, Build, Commit, Diff, Remove, Run, removal_of, request_of
from labs.verdict import Verdict, judge

OUR_FAULTS = ("engine", "record", "time")
"""Why a build may fail that says nothing about the answer."""

Operations = Mapping[str, Operation]
"""What has carried a script out so far, by the names that the script has for its actions."""


class Stopped(Exception):
    """The script did not get to its end; the message is for the learner."""


class Result(msgspec.Struct, frozen=True):
    """`feedback` is the id of the wrong answer that this one is."""

    checks: tuple[Verdict, ...]
    feedback: str | None

    @property
    def passed(self) -> bool:
        return all(verdict.passed for verdict in self.checks)


def next_action(task: Task, done: Operations) -> Action | Remove | None:
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
    action: Action | Remove, answer: BuildRequest, nonce: uuid.UUID, done: Operations
) -> BuildRequest | OperationRequest:
    match action:
        case Build():
            return request_of(action, answer, nonce.hex)
        case Run():
            return RunRequest(done[action.build].pk, action.command, keep=action.keep)
        case Diff():
            return DiffRequest(done[action.run].pk)
        case Commit():
            return CommitRequest(done[action.run].pk)
        case Remove():
            return RemoveRequest(done[action.run].pk)
        case _:
            assert_never(action)


def assess(task: Task, done: Operations) -> Result:
    """Of a script without a next action. Raises Stopped."""
    builds = _facts(task, done)
    verdicts = tuple(judge(check, builds) for check in task.matter.checks)
    return Result(verdicts, _recognised(task, verdicts, builds))


def look(operation: Operation, texts: Sequence[str]) -> BuildFacts:
    """Raises Stopped."""
    facts = gather.recorded(operation)
    if facts.state.error and facts.state.error.reason in OUR_FAULTS:
        raise Stopped(facts.state.error.message)
    try:
        return gather.with_blobs(facts, operation, texts)
    except EngineUnavailable as error:
        raise Stopped("The engine service does not answer. Try again in a moment.") from error


def _facts(task: Task, done: Operations) -> dict[str, BuildFacts]:
    texts, facts = checks.texts(task.matter.checks), dict[str, BuildFacts]()
    runs = {action.id: action for action in task.matter.script if isinstance(action, Run)}
    for action in task.matter.script:
        operation = done.get(action.id)
        if operation is None:
            continue
        match action:
            case Build():
                facts[action.id] = look(operation, sorted(texts.get(action.id, ())))
            case Commit():
                facts[action.id] = look(operation, sorted(texts.get(action.id, ())))
                facts[action.id].base = facts[runs[action.run].build].base_chains()
            case Run() if output := gather.ran(operation):
                _add_run(facts[action.build], action.id, output)
            case Diff() if written := gather.written(operation):
                build = facts[runs[action.run].build]
                if output := build.runs.get(action.run):
                    _add_run(build, action.run, msgspec.structs.replace(output, written=written))
    return facts


def _add_run(facts: BuildFacts, run: str, output: RunFacts) -> None:
    facts.runs = {**facts.runs, run: output}


def _recognised(task: Task, verdicts: Sequence[Verdict], builds: Mapping[str, BuildFacts]) -> str | None:
    failed = {verdict.id for verdict in verdicts if not verdict.passed}
    if not failed:
        return None
    return next((wrong.id for wrong in task.matter.wrong if _is(wrong, failed, builds)), None)


def _is(wrong: WrongAnswer, failed: set[str], builds: Mapping[str, BuildFacts]) -> bool:
    if wrong.signs:
        return all(judge(sign, builds).passed for sign in wrong.signs)
    return failed == set(wrong.fails)
