"""What is wrong with an exercise that its types cannot say."""

from collections.abc import Iterator

from builds import policy
from builds.policy import Limits
from labs.checks import id_of
from labs.exercise import Context, Exercise, Task, WrongAnswer, edited
from labs.facts import Stdout
from labs.script import Build, Run, request_of

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
    runs = {run.id for run in matter.runs}
    for question in exercise.questions():
        fact = question.evidence.fact
        if isinstance(fact, Stdout) and fact.run not in runs:
            yield "$.question.evidence.fact.run", f"expected one of $.runs, got {fact.run!r}"
    for place, edit in enumerate(matter.edits):
        try:
            edited(exercise.start, edit.changes)
        except ValueError as error:
            yield f"$.edits[{place}].changes", str(error)
    for place, task in enumerate(exercise.tasks):
        for field, message in _task_faults(task):
            yield f"$.tasks[{place}]{field}", message
    for problem in policy.check(exercise.start.request(), Limits()):
        yield "context", problem.message


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


def _task_faults(task: Task) -> Iterator[tuple[str, str]]:
    builds = {action.id for action in task.matter.script if isinstance(action, Build)}
    names = [id_of(check) for check in task.matter.checks]
    if len(names) != len(set(names)):
        yield ".checks", "expected an id of its own for each check: give one `id: …`"
    for place, check in enumerate(task.matter.checks):
        if check.build not in builds:
            yield f".checks[{place}].build", f"expected one of the script's builds, got {check.build!r}"
    for place, action in enumerate(task.matter.script):
        earlier = {one.id for one in task.matter.script[:place] if isinstance(one, Build)}
        yield from _action_faults(f".script[{place}]", action, earlier)
    for place, wrong in enumerate(task.matter.wrong):
        if unknown := set(wrong.fails) - set(names):
            yield f".wrong[{place}].fails", f"expected ids of checks, got {', '.join(sorted(unknown))}"
        yield from _request_faults(f".wrong[{place}].files", task, wrong)
    for name, context in (("start", task.start), ("solution", task.solution)):
        for problem in policy.check(context.request(), Limits()):
            yield f" {name}", problem.message


def _action_faults(field: str, action: Build | Run, earlier: set[str]) -> Iterator[tuple[str, str]]:
    if isinstance(action, Run):
        if action.build not in earlier:
            yield f"{field}.build", f"expected a build that comes before the run, got {action.build!r}"
    elif action.id in earlier:
        yield f"{field}.id", f"expected an id of its own for each build, got {action.id!r} again"
    elif earlier and action.files and request_of(action, _NOTHING, "x") == request_of(action, _NOTHING, "y"):
        yield f"{field}.files", "expected {nonce} in a changed file, or a second try finds its build cached"


def _request_faults(field: str, task: Task, wrong: WrongAnswer) -> Iterator[tuple[str, str]]:
    for problem in policy.check(task.start.over(wrong.files).request(), Limits()):
        yield field, problem.message
