"""What learners committed to and handed in. Exercises themselves are files: see labs.catalogue."""

import uuid

from django.db import models
from django.db.models import Q

from builds.models import Learner, Operation
from labs.authoring.models import Begun as Begun
from labs.authoring.models import Edition as Edition
from labs.authoring.models import Proof as Proof
from labs.authoring.models import Written as Written
from labs.checkup.models import CheckupAnswer as CheckupAnswer
from labs.classes.models import Classroom as Classroom
from labs.classes.models import Participant as Participant


class Prediction(models.Model):
    """What was said before a build in an exercise. There is one for each such build, if only an empty one.

    `question` is empty where none was asked, `answer` (an option's value) where it was skipped; `steps` maps
    the index of a step to "cached" or "rebuilt". A question is answered once.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="predictions")
    operation = models.OneToOneField(Operation, models.CASCADE, related_name="prediction")
    exercise = models.CharField(max_length=64)
    question = models.CharField(max_length=64, blank=True)
    answer = models.CharField(max_length=200, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    steps = models.JSONField(default=dict)
    skipped = models.BooleanField(default=False)
    committed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["committed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "exercise", "question"],
                condition=~Q(question=""),
                name="prediction_question_once",
            ),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=3),
                name="prediction_confidence_from_1_to_3",
            ),
            models.CheckConstraint(
                condition=Q(skipped=True, answer="") & ~Q(question="")
                | Q(skipped=False, question="", answer="")
                | Q(skipped=False) & ~Q(question="") & ~Q(answer=""),
                name="prediction_skipped_is_a_question_without_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exercise} {self.question or '-'} {self.operation_id}"


CARRY_OUT = "labs.tasks.carry_out"
"""The Celery task of an attempt's operations."""


class AttemptStatus(models.TextChoices):
    """Queued as long as its operations are, or run; taken while a worker decides what comes next."""

    QUEUED = "queued"
    TAKEN = "taken"
    GRADED = "graded"
    STOPPED = "stopped"


class Attempt(models.Model):
    """A task's answer, handed in; `message` says why it stopped, `lease_until` how long a worker may have it.

    `request` and `result` are JSON (a BuildRequest, a grading.Result), in bytes as a file may hold NUL.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="attempts")
    exercise = models.CharField(max_length=64)
    task = models.CharField(max_length=64)
    request = models.BinaryField()
    status = models.CharField(max_length=16, choices=AttemptStatus, default=AttemptStatus.QUEUED)
    passed = models.BooleanField(null=True)
    result = models.BinaryField(null=True)
    message = models.TextField(blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["learner", "exercise", "task"], name="attempt_by_task")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=AttemptStatus.values), name="attempt_status_known"),
            models.CheckConstraint(
                condition=Q(status="graded", passed__isnull=False, result__isnull=False)
                | ~Q(status="graded") & Q(passed=None, result=None),
                name="attempt_graded_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(status="taken", lease_until__isnull=False)
                | ~Q(status="taken") & Q(lease_until=None),
                name="attempt_taken_has_a_lease",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk} at {self.exercise}/{self.task}"


class AttemptOperation(models.Model):
    """What carried out an action of an attempt's script, by the name that the script has for it."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="operations")
    label = models.CharField(max_length=8)
    operation = models.OneToOneField(Operation, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "label"], name="attempt_operation_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.label}"


class Card(models.Model):
    """A question of the bank, answered by a learner. `due`, when it comes back, follows from its answers."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="cards")
    item = models.CharField(max_length=64)
    due = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "item"], name="card_once")]

    def __str__(self) -> str:
        return self.item


class CardAnswer(models.Model):
    """`given` holds the ids of what was chosen (labs.quiz.marking.Given); `turn` counts from 1.

    `variant`, from 0, is that of the question's case (labs.quiz.varied).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="answers")
    turn = models.PositiveIntegerField()
    variant = models.PositiveSmallIntegerField(default=0)
    given = models.JSONField()
    right = models.BooleanField()
    confidence = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["card", "turn"]
        constraints = [
            models.UniqueConstraint(fields=["card", "turn"], name="card_answer_once_a_turn"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__gte=1, confidence__lte=3),
                name="card_answer_confidence_from_1_to_3",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.turn}"
