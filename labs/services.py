"""What a learner can do in an exercise: build with a prediction, hand in an answer."""

import uuid
from collections.abc import Mapping

import msgspec
from django.db import IntegrityError, transaction

from builds import services as builds
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.secrets import values
from labs import catalogue
from labs.authoring import editions
from labs.evidence import Guess
from labs.exercise import Exercise, Question, Task
from labs.models import CARRY_OUT, Attempt, AttemptOperation, Prediction
from labs.options import value_of
from labs.script import Build, request_of


class NotInCourse(Exception):
    """There is no such exercise, question, option or task. `field` names what was wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class AlreadyAnswered(Exception):
    """A prediction is made once."""


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A prediction as it comes over the wire; `answer` is an option's id."""

    question: str | None = None
    answer: str | None = None
    confidence: int | None = None
    steps: Mapping[str, Guess] = {}

    def __post_init__(self) -> None:
        if self.confidence not in (None, 1, 2, 3):
            raise ValueError(f"expected a confidence from 1 to 3, got {self.confidence}")
        if wrong := [
            step for step in self.steps if not (step.isascii() and step.isdigit() and len(step) < 5)
        ]:
            raise ValueError(f"expected indices of steps, got {wrong[0][:40]!r}")
        if self.answer is not None and self.question is None:
            raise ValueError("expected the question that is answered")


def find_exercise(slug: str, learner: Learner) -> Exercise:
    """As this learner has it. Raises NotInCourse."""
    if exercise := catalogue.find(slug, learner):
        return exercise
    raise NotInCourse("exercise", f"There is no exercise {slug[:80]!r}.")


def find_task(exercise: Exercise, name: str) -> Task:
    """Raises NotInCourse."""
    if task := exercise.task(name):
        return task
    raise NotInCourse("task", f"The exercise {exercise.slug} has no task {name[:80]!r}.")


def submit_build(
    learner: Learner,
    slug: str,
    request: BuildRequest,
    answer: Answer | None,
    secrets: Mapping[str, str] | None = None,
) -> Operation:
    """Commit the prediction and queue the build, or neither.

    Raises NotInCourse, AlreadyAnswered, and what `builds.services.submit_build` raises.
    """
    editions.begin(learner, slug)
    exercise, answer = find_exercise(slug, learner), answer or Answer()
    question = _asked(learner, exercise, answer)
    value = _chosen(exercise, question, answer)
    operation = None
    try:
        with transaction.atomic():
            operation = builds.submit_build(
                learner, request, secrets=secrets, narrower=exercise.matter.limits
            )
            Prediction.objects.create(
                learner=learner,
                operation=operation,
                exercise=slug,
                question=question.id if question else "",
                answer=value,
                confidence=answer.confidence if value else None,
                steps=dict(answer.steps),
                skipped=question is not None and not value,
            )
    except IntegrityError as error:
        if operation:
            values.remove(operation.pk)
        raise AlreadyAnswered("You have answered this question already; the first answer stays.") from error
    return operation


def submit_attempt(learner: Learner, slug: str, name: str, request: BuildRequest) -> Attempt:
    """Queue the grading of an answer. Raises NotInCourse, and what `builds.services.submit_build` raises."""
    editions.begin(learner, slug)
    task = find_task(find_exercise(slug, learner), name)
    with transaction.atomic():
        attempt = Attempt.objects.create(
            learner=learner, exercise=slug, task=name, request=msgspec.json.encode(request)
        )
        first = next(action for action in task.matter.script if isinstance(action, Build))
        asked = request_of(first, request, attempt.pk.hex)
        operation = builds.submit_build(learner, asked, CARRY_OUT, first.secrets, task.limits)
        AttemptOperation.objects.create(attempt=attempt, label=first.id, operation=operation)
    return attempt


def find_attempt(learner: Learner, slug: str, attempt: uuid.UUID) -> Attempt:
    """Raises Attempt.DoesNotExist also for somebody else's."""
    return Attempt.objects.get(pk=attempt, learner=learner, exercise=slug)


def _asked(learner: Learner, exercise: Exercise, answer: Answer) -> Question | None:
    """The question named, else the opening one as long as it is open."""
    if answer.question is not None:
        if question := exercise.question(answer.question):
            return question
        raise NotInCourse("prediction.question", f"{exercise.slug} does not ask {answer.question[:80]!r}.")
    opening = exercise.matter.question
    if opening is None or _met(learner, exercise, opening):
        return None
    return opening


def _met(learner: Learner, exercise: Exercise, question: Question) -> bool:
    return Prediction.objects.filter(learner=learner, exercise=exercise.slug, question=question.id).exists()


def _chosen(exercise: Exercise, question: Question | None, answer: Answer) -> str:
    """The value of the option chosen, empty for none."""
    if answer.answer is None or question is None:
        return ""
    if value := value_of(exercise, question, answer.answer):
        return value
    raise NotInCourse("prediction.answer", f"{question.id} has no option {answer.answer[:80]!r}.")
