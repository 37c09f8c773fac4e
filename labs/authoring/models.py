import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from builds.models import Learner


class Status(models.TextChoices):
    """Learners may begin what is published; who began may go on with what is archived, too."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Written(models.Model):
    """An exercise written here. `folder` is a zip file of it as last saved, perhaps with faults."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="exercises")
    slug = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=16, choices=Status, default=Status.DRAFT)
    folder = models.BinaryField()
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="written_status_known")
        ]

    def __str__(self) -> str:
        return self.slug


class Edition(models.Model):
    """What was published once, without faults. It never changes."""

    written = models.ForeignKey(Written, models.CASCADE, related_name="editions")
    folder = models.BinaryField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.written_id} {self.pk}"


class Begun(models.Model):
    """Which edition a learner began with, and keeps."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="begun")
    written = models.ForeignKey(Written, models.CASCADE, related_name="begun")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="begun")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "written"], name="begun_once")]

    def __str__(self) -> str:
        return f"{self.learner_id} {self.edition_id}"


class ProofStatus(models.TextChoices):
    """Stopped is one that could not be carried to its end; `message` says why."""

    QUEUED = "queued"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"


class Proof(models.Model):
    """A folder whose promises are held against real builds. `results` are pairs: a promise, and how it is
    broken, empty where it holds; they come one by one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="proofs")
    folder = models.BinaryField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=16, choices=ProofStatus, default=ProofStatus.QUEUED)
    results = models.JSONField(default=list)
    message = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["author", "digest"], name="proof_by_folder")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ProofStatus.values), name="proof_status_known")
        ]

    def __str__(self) -> str:
        return f"proof {self.pk}"

    @property
    def passed(self) -> bool:
        return self.status == ProofStatus.ENDED and not any(fault for _, fault in self.results)
