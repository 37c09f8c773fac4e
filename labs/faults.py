"""What is wrong with an exercise that its types cannot say."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from builds import policy
from builds.narrow import narrowed
from builds.policy import Limits
from labs.checks import id_of
from labs.exercise import Context, Exercise, Question, Task, WrongAnswer, edited
from labs.script import Action, Build, Commit, Diff, Load, Mounts, Prune, Pull, Push, Remove, Run, request_of

_PLACES = {"value": "", "said": "", "right": ""}
_NOTHING = Context("", {}).request()


def faults(exercise: Exercise, folder: str) -> Iterator[tuple[str, str]]:
    """As field and message."""
    matter = exercise.matter
    if matter.id != folder:
        yield "$.id", f"expected the folder's name {folder!r}, got {matter.id!r}"
    if f"FROM {matter.base}" not in exercise.start.dockerfile:
        yield "$.base", f"expected the start to be FROM {matter.base}"
    yield from _question_faults(exercise)
    for place, action in enumerate(matter.afterwards):
        for field, message in _action_faults(action, (Build(), *matter.afterwards[:place])):
            yield f"$.afterwards[{place}].{field}", message
    for question in exercise.questions():
        yield from _fact_faults(question, exercise)
    for place, edit in enumerate(matter.edits):
        try:
            edited(exercise.start, edit.changes)
        except ValueError as error:
            yield f"$.edits[{place}].changes", str(error)
    for place, task in enumerate(exercise.tasks):
        for field, message in _task_faults(task):
            yield f"$.tasks[{place}]{field}", message
    for problem in policy.check(exercise.start.request(), narrowed(Limits(), matter.limits)):
        yield "context", _told(problem)


def _question_faults(exercise: Exercise) -> Iterator[tuple[str, str]]:
    questions = exercise.questions()
    names = [question.id for question in questions]
    if len(names) != len(set(names)):
        yield "$.question.id", "expected every question of an exercise to have an id of its own"
    for question in questions:
        values = [option.value for option in question.options]
        if len(values) != len(set(values)):
            yield "$.question.options", f"expected a value of its own for each option of {question.id}"
        if question.evidence.answer not in values:
            yield "$.question.evidence.answer", f"expected one of {values}, got {question.evidence.answer!r}"
        for name in ("right", "wrong", "skipped"):
            try:
                getattr(question.evidence, name).format_map(_PLACES)
            except (KeyError, ValueError, IndexError):
                yield f"$.question.evidence.{name}", "knows no other places than {value}, {said} and {right}"


def _fact_faults(question: Question, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """What decides must have been done."""
    fact, named = question.evidence.fact, {action.id for action in exercise.matter.afterwards}
    for field in ("run", "operation"):
        name = getattr(fact, field, None)
        if name is not None and name not in named:
            yield f"$.question.evidence.fact.{field}", f"expected one of $.afterwards, got {name!r}"


def _task_faults(task: Task) -> Iterator[tuple[str, str]]:
    builds = {action.id for action in task.matter.script if isinstance(action, Build | Commit)}
    names = [id_of(check) for check in task.matter.checks]
    if len(names) != len(set(names)):
        yield ".checks", "expected an id of its own for each check: give one `id: …`"
    for place, check in enumerate(task.matter.checks):
        if check.build not in builds:
            yield f".checks[{place}].build", f"expected one of the script's builds, got {check.build!r}"
        other = getattr(check, "other", check.build)
        if other not in builds:
            yield f".checks[{place}].other", f"expected one of the script's builds, got {other!r}"
        run = getattr(check, "run", None)
        if run and run not in {action.id for action in task.matter.script if isinstance(action, Run)}:
            yield f".checks[{place}].run", f"expected one of the script's runs, got {run!r}"
    for place, action in enumerate(task.matter.script):
        for field, message in _action_faults(action, task.matter.script[:place]):
            yield f".script[{place}].{field}", message
    for place, wrong in enumerate(task.matter.wrong):
        if unknown := set(wrong.fails) - set(names):
            yield f".wrong[{place}].fails", f"expected ids of checks, got {', '.join(sorted(unknown))}"
        yield from _request_faults(f".wrong[{place}].files", task, wrong)
    for name, context in (("start", task.start), ("solution", task.solution)):
        for problem in policy.check(context.request(), narrowed(Limits(), task.limits)):
            yield f".{name}", _told(problem)


def _action_faults(action: Action, earlier: Sequence[Action]) -> Iterator[tuple[str, str]]:
    """What an action speaks of must have come before it, and have a name of its own."""
    if action.id in {one.id for one in earlier}:
        yield "id", f"expected an id of its own for each action, got {action.id!r} again"
    match action:
        case Build():
            first = not any(isinstance(one, Build) for one in earlier)
            if not first and action.files and _same_twice(action):
                yield "files", "expected {nonce} in a changed file, or a second try finds its build cached"
        case Run(build=build):
            if build not in {one.id for one in earlier if isinstance(one, Build | Commit)}:
                yield "build", f"expected a build that comes before the run, got {build!r}"
        case Push(build=build) | Load(build=build):
            if build not in {one.id for one in earlier if isinstance(one, Build | Commit)}:
                yield "build", f"expected a build that comes before, got {build!r}"
        case Diff(run=run) | Commit(run=run) | Mounts(run=run) | Remove(run=run):
            if run not in {one.id for one in earlier if isinstance(one, Run) and one.keep}:
                yield "run", f"expected a run that comes before and is kept, got {run!r}"
        case Pull() | Prune():
            pass
        case _:
            assert_never(action)


def _told(problem: policy.Problem) -> str:
    return f"Dockerfile, line {problem.line}: {problem.message}" if problem.line else problem.message


def _same_twice(build: Build) -> bool:
    return request_of(build, _NOTHING, "x") == request_of(build, _NOTHING, "y")


def _request_faults(field: str, task: Task, wrong: WrongAnswer) -> Iterator[tuple[str, str]]:
    for problem in policy.check(task.start.over(wrong.files).request(), narrowed(Limits(), task.limits)):
        yield field, _told(problem)
