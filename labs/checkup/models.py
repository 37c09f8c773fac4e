import uuid

from django.db import models
from django.db.models import Q

from builds.models import Learner
from labs.checkup.moments import Moment


class CheckupAnswer(models.Model):
    """An answer to a question of the checkup. Who has none takes no part. `given` is as in CardAnswer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="checkup_answers")
    moment = models.CharField(max_length=8)
    item = models.CharField(max_length=64)
    variant = models.PositiveSmallIntegerField()
    given = models.JSONField()
    right = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "moment", "item"], name="checkup_answer_once"),
            models.CheckConstraint(
                condition=Q(moment__in=[str(moment) for moment in Moment]), name="checkup_moment_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.moment} {self.item}"
