"""What is told after a build or an attempt: docs/labs.md is the contract."""

from collections.abc import Mapping

import msgspec
from django.utils.translation import get_language

from builds.models import Operation, Status
from labs import catalogue, gather, solutions
from labs.bodies import (
    AttemptBody,
    AttemptBuildBody,
    EvidenceBody,
    FoundBody,
    HintBody,
    StepVerdictBody,
    VerdictBody,
)
from labs.catalogue import content_language
from labs.checks import describe, id_of
from labs.evidence import Judgement, compare, first_miss, judge
from labs.exercise import Exercise, Question, Task
from labs.facts import BuildFacts
from labs.grading import Result
from labs.models import Attempt, AttemptStatus, Prediction
from labs.prose import html
from labs.script import Build
from labs.shown import answer_id


def evidence(operation: Operation) -> EvidenceBody | None:
    """None where the build belongs to no exercise of the course."""
    made = Prediction.objects.filter(operation=operation).first()
    if made is None:
        return None
    with content_language(made.exercise):
        return _evidence(operation, made, catalogue.find(made.exercise, made.learner))


def _evidence(operation: Operation, made: Prediction, exercise: Exercise | None) -> EvidenceBody | None:
    if exercise is None:
        return None
    done = gather.afterwards(operation, exercise.matter.afterwards)
    facts = _facts(operation, exercise, done)
    missing = [one.id for one in exercise.matter.afterwards if one.id not in done] if facts.built else []
    ready, ids = operation.ended and not missing, {name: str(one.pk) for name, one in done.items()}
    body = EvidenceBody(str(operation.pk), exercise.slug, ready, missing, ids)
    return _tell(body, exercise, made, facts) if body.ready else body


def attempt(made: Attempt) -> AttemptBody:
    with content_language(made.exercise):
        return _attempt(made, catalogue.find(made.exercise, made.learner))


def _attempt(made: Attempt, exercise: Exercise | None) -> AttemptBody:
    task = exercise.task(made.task) if exercise else None
    result = msgspec.json.decode(made.result, type=Result) if made.result is not None else None
    return AttemptBody(
        id=str(made.pk),
        exercise=made.exercise,
        task=made.task,
        status=_status(made),
        message=made.message or None,
        passed=made.passed,
        builds=_builds(made, task) if task else [],
        checks=_verdicts(task, result) if task and result else [],
        feedback=_feedback(task, result) if task and result else None,
        solution=solutions.open_to(made.learner, made.exercise, made.task),
    )


def _verdicts(task: Task, result: Result) -> list[VerdictBody]:
    """What the checks ask for as the task says it now, what was found as it was graded."""
    asked = {id_of(check): describe(check) for check in task.matter.checks}
    verdicts = result.spoken.get(get_language() or "", result.checks)
    return [VerdictBody(one.id, asked.get(one.id, one.text), one.passed, one.found) for one in verdicts]


def hint(task: Task, level: int) -> HintBody | None:
    hints = task.matter.hints
    return HintBody(level, html(hints[level - 1])) if 1 <= level <= len(hints) else None


def _facts(build: Operation, exercise: Exercise, done: Mapping[str, Operation]) -> BuildFacts:
    actions = [Build(), *exercise.matter.afterwards]
    images = gather.facts_of(actions, done, lambda _, one: gather.recorded(one))
    facts = gather.with_others(images)
    before = Prediction.objects.filter(
        learner=build.learner_id,
        exercise=exercise.slug,
        operation__status=Status.COMPLETED,
        operation__created_at__lt=build.created_at,
    )
    if earlier := before.select_related("operation").order_by("operation__created_at").last():
        facts.before = gather.recorded(earlier.operation)
    return facts


def _tell(body: EvidenceBody, exercise: Exercise, made: Prediction, facts: BuildFacts) -> EvidenceBody:
    steps = compare(made.steps, facts.state.steps)
    body.steps = [StepVerdictBody(one.step, one.said, one.was, one.called) for one in steps]
    body.called, body.asked = sum(one.called for one in steps), len(steps)
    body.miss = first_miss(steps, facts.state.steps)
    asked = made if made.question else _still_open(made)
    if asked and (question := exercise.question(asked.question)):
        _judge(body, exercise, question, asked, judge(question, asked.answer, facts))
    return body


def _judge(
    body: EvidenceBody, exercise: Exercise, question: Question, asked: Prediction, judged: Judgement
) -> None:
    body.question, body.verdict, body.sentence = question.id, judged.outcome, judged.sentence
    body.answer = answer_id(exercise, question.id, judged.said)
    body.right = answer_id(exercise, question.id, judged.right)
    body.confidence = asked.confidence
    body.feedback = html(judged.feedback) if judged.feedback else None
    if judged.fact:
        body.fact = msgspec.convert(judged.fact, FoundBody, from_attributes=True)


def _still_open(later: Prediction) -> Prediction | None:
    """The last answer before this build, where its own build ended without an image."""
    before = Prediction.objects.filter(
        learner=later.learner_id, exercise=later.exercise, committed_at__lt=later.committed_at
    ).exclude(question="")
    last = before.select_related("operation").last()
    return last if last and last.operation.status != "completed" else None


def _status(made: Attempt) -> str:
    """An attempt runs from its first build's beginning to its end."""
    if made.status in (AttemptStatus.GRADED, AttemptStatus.STOPPED):
        return made.status
    begun = made.operations.exclude(operation__started_at=None).exists()
    return "running" if begun or made.status == AttemptStatus.TAKEN else "queued"


def _builds(made: Attempt, task: Task) -> list[AttemptBuildBody]:
    begun = {each.label: each.operation for each in made.operations.select_related("operation")}
    over = made.status in (AttemptStatus.GRADED, AttemptStatus.STOPPED)
    bodies = []
    for action in task.matter.script:
        if isinstance(action, Build):
            operation = begun.get(action.id)
            status = operation.status if operation else "skipped" if over else "queued"
            name = str(operation.pk) if operation else None
            bodies.append(AttemptBuildBody(action.id, action.title, name, status))
    return bodies


def _feedback(task: Task, result: Result) -> str | None:
    found = next((wrong for wrong in task.matter.wrong if wrong.id == result.feedback), None)
    return html(found.feedback) if found else None
