"""What a page or a program is shown of the course, one learner's view: docs/labs.md is the contract."""

from collections.abc import Sequence
from typing import Any

import msgspec

from builds.models import Learner
from labs import catalogue, solutions
from labs.acting import template
from labs.bodies import (
    AfterBody,
    ChangeBody,
    CheckBody,
    ContextBody,
    EditBody,
    EntryBody,
    ExerciseBody,
    InputBody,
    Link,
    OptionBody,
    PredictionBody,
    QuestionBody,
    TaskBody,
)
from labs.catalogue import content_language
from labs.checks import describe, id_of
from labs.exercise import Context, Edit, Exercise, Question, Task, edited
from labs.glossary import leading
from labs.models import Attempt, AttemptStatus, Prediction
from labs.options import option_id, shuffled
from labs.prose import html, inline


def entries() -> list[EntryBody]:
    return [
        EntryBody(**_head(exercise), tasks=[task.id for task in exercise.tasks])
        for exercise in catalogue.exercises()
    ]


def show(exercise: Exercise, learner: Learner) -> ExerciseBody:
    """In the language of its content, whatever is spoken else."""
    with content_language(exercise.slug):
        return _show(catalogue.find(exercise.slug, learner) or exercise, learner)


def _show(exercise: Exercise, learner: Learner) -> ExerciseBody:
    made = list(
        Prediction.objects.filter(learner=learner, exercise=exercise.slug).select_related("operation")
    )
    seed, unlocked, matter = learner.pk.hex, _unlocked(exercise, made), exercise.matter
    following, split = catalogue.following(exercise), leading()
    return ExerciseBody(
        **_head(exercise),
        reveal=matter.reveal,
        intro=html(exercise.intro, split),
        inputs=[msgspec.convert(one, InputBody, from_attributes=True) for one in matter.inputs],
        question=_question(exercise, matter.question, seed),
        start=_context(exercise.start),
        unlocked=unlocked,
        outcome=html(exercise.outcome, split) if unlocked else None,
        edits=[_edit(exercise, edit, seed) for edit in matter.edits] if unlocked else [],
        tasks=[_task(exercise, task, learner) for task in exercise.tasks] if unlocked else [],
        afterwards=[AfterBody(one.id, one.title, template(one)) for one in matter.afterwards],
        predictions=[_prediction(exercise, one) for one in made],
        next=_link(following) if following else None,
    )


def url(exercise: Exercise) -> str:
    return f"/labs/{exercise.slug}"


def answer_id(exercise: Exercise, question: str, value: str | None) -> str | None:
    """The option's id, None where the exercise does not have it any more."""
    asked = exercise.question(question)
    return option_id(exercise, asked, value) if asked and value else None


def _unlocked(exercise: Exercise, made: Sequence[Prediction]) -> bool:
    """Once the opening question is answered or skipped and that build has ended."""
    opening = exercise.matter.question
    return any(one.operation.ended and (opening is None or one.question == opening.id) for one in made)


def _head(exercise: Exercise) -> dict[str, Any]:
    matter = exercise.matter
    return {
        "slug": exercise.slug,
        "title": matter.title,
        "url": url(exercise),
        "summary": matter.summary,
        "kind": exercise.kind,
        "step": matter.step,
        "difficulty": matter.difficulty,
        "minutes": matter.minutes,
        "tags": matter.tags,
    }


def _link(exercise: Exercise) -> Link:
    return Link(exercise.slug, exercise.matter.title, url(exercise))


def _context(context: Context) -> ContextBody:
    return ContextBody(context.dockerfile, context.files)


def _question(exercise: Exercise, question: Question | None, seed: str) -> QuestionBody | None:
    if question is None:
        return None
    options = [OptionBody(name, inline(option.text)) for name, option in shuffled(exercise, question, seed)]
    return QuestionBody(question.id, html(question.text), options, question.confidence)


def _edit(exercise: Exercise, edit: Edit, seed: str) -> EditBody:
    return EditBody(
        id=edit.id,
        title=edit.title,
        html=html(edit.text),
        changes=[ChangeBody(change.path, change.find, change.replace) for change in edit.changes],
        result=_context(edited(exercise.start, edit.changes)),
        question=_question(exercise, edit.question, seed),
        predict_steps=edit.predict_steps,
    )


def _task(exercise: Exercise, task: Task, learner: Learner) -> TaskBody:
    made = Attempt.objects.filter(learner=learner, exercise=exercise.slug, task=task.id)
    graded = list(made.filter(status=AttemptStatus.GRADED).values_list("passed", flat=True))
    return TaskBody(
        id=task.id,
        title=task.matter.title,
        goal=html(task.matter.goal),
        hints=len(task.matter.hints),
        start=_context(task.start),
        checks=[CheckBody(id_of(check), describe(check)) for check in task.matter.checks],
        passed=any(graded),
        attempts=len(graded),
        solution=solutions.open_to(learner, exercise.slug, task.id),
    )


def _prediction(exercise: Exercise, made: Prediction) -> PredictionBody:
    return PredictionBody(
        build=str(made.operation_id),
        question=made.question or None,
        answer=answer_id(exercise, made.question, made.answer),
        confidence=made.confidence,
        steps=made.steps,
        skipped=made.skipped,
        committed_at=made.committed_at,
    )
