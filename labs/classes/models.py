import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from builds.models import Learner

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""None that look alike on a projector."""
CODE_LENGTH = 8


class Classroom(models.Model):
    """`code` is in the link by which learners join, until `open_until`; `places` is how many may."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    instructor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="classrooms")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    places = models.PositiveSmallIntegerField()
    open_until = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.CheckConstraint(condition=Q(places__gte=1), name="classroom_has_a_place")]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """A learner who joined, under a nickname that nobody else in the class has."""

    classroom = models.ForeignKey(Classroom, models.CASCADE, related_name="participants")
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="participations")
    nickname = models.CharField(max_length=30)
    joined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "learner"], name="participant_once_in_a_class"),
            models.UniqueConstraint("classroom", Lower("nickname"), name="participant_nickname_once"),
        ]

    def __str__(self) -> str:
        return self.nickname
