"""Holds what an exercise promises against real builds: starts fail, solutions pass, wrong answers fail."""

from collections.abc import Iterator

from builds.models import Learner
from labs import checks, grading
from labs.deciding import find
from labs.exercise import Context, Exercise, Question, Task, edited
from labs.facts import BuildFacts
from labs.quiz import bank
from labs.quiz.item import Item
from labs.quiz.trial import tried
from labs.rehearsal import rehearse, start


def verify(exercise: Exercise, learner: Learner) -> Iterator[tuple[str, str]]:
    """Every promise of the exercise, and how it is broken, empty where it holds."""
    before: BuildFacts | None = None
    for question, context in _asked(exercise):
        facts = start(exercise, context, learner)
        facts.before, before = before, before or facts
        found = find(question.evidence.fact, facts)
        value, expected = found.value if found else None, question.evidence.answer
        yield f"answer to {question.id}", "" if value == expected else f"expected {expected}, got {value}"
    for task in exercise.tasks:
        yield from _verify_task(task, learner)
    for item in bank.items():
        if item.proof.exercise == exercise.slug:
            yield from verify_proof(item, exercise, learner)


def verify_proof(item: Item, exercise: Exercise, learner: Learner) -> Iterator[tuple[str, str]]:
    """What the builds of a question's proof show, one after the other."""
    before: BuildFacts | None = None
    for place, trial in enumerate(item.proof.trials, start=1):
        facts = start(exercise, tried(trial, exercise), learner)
        facts.before, before = before, facts
        if trial.fact is not None:
            found = find(trial.fact, facts)
            value = found.value if found else None
            fault = "" if value == trial.answer else f"expected {trial.answer}, got {value}"
            yield f"proof of {item.id}, build {place}", fault


def _asked(exercise: Exercise) -> Iterator[tuple[Question, Context]]:
    if exercise.matter.question:
        yield exercise.matter.question, exercise.start
    for edit in exercise.matter.edits:
        if edit.question:
            yield edit.question, edited(exercise.start, edit.changes)


def _verify_task(task: Task, learner: Learner) -> Iterator[tuple[str, str]]:
    names = {checks.id_of(check) for check in task.matter.checks}
    result = rehearse(task, task.start, learner)
    yield f"{task.id}: the start fails", "it passes" if result.passed else ""
    result = rehearse(task, task.solution, learner)
    yield f"{task.id}: the solution passes", _failing(result)
    for wrong in task.matter.wrong:
        result = rehearse(task, task.start.over(wrong.files), learner)
        failed = {verdict.id for verdict in result.checks if not verdict.passed} & names
        expected = set(wrong.fails)
        fault = "" if failed == expected else f"expected {_list(expected)} to fail, got {_list(failed)}"
        if not fault and result.feedback != wrong.id:
            fault = f"it is taken for {result.feedback}"
        yield f"{task.id}: {wrong.id} is wrong", fault


def _failing(result: grading.Result) -> str:
    return "; ".join(f"{one.id}: {one.found}" for one in result.checks if not one.passed)


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
