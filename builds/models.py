"""What is stored. The event log is the truth; an operation's other columns exist for queries."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


class Learner(models.Model):
    """Who owns operations and an engine: a guest's browser session, or a user."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="learner")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.engine_key

    @property
    def engine_key(self) -> str:
        """The learner's name at the engine service."""
        return f"l-{self.id.hex}"


class Status(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


RUN_OPERATION = "builds.tasks.run_operation"


class Kind(models.TextChoices):
    BUILD = "build"
    RUN = "run"
    EXEC = "exec"
    RESTART = "restart"
    REMOVE = "remove"
    DIFF = "diff"
    MOUNTS = "mounts"
    COMMIT = "commit"
    TAG = "tag"
    PUSH = "push"
    PULL = "pull"
    LOAD = "load"
    PRUNE = "prune"
    IMAGE = "image"


WAITING = Q(status=Status.QUEUED, started_at=None, ended_at=None)
RUNNING = Q(status=Status.RUNNING, started_at__isnull=False, ended_at=None, claim__isnull=False)
ENDED = ~Q(status__in=[Status.QUEUED, Status.RUNNING]) & Q(ended_at__isnull=False, claim=None)


class Operation(models.Model):
    """Anything done on a learner's engine.

    `request` is JSON, in bytes because a learner's file may hold NUL, which SQL text may not. `claim` is the
    token of the worker that has it, since `claimed_at` and until `lease_until` unless renewed. The database
    lets a learner have one claimed operation, since an engine does one thing at a time. `generation` is the
    engine's that ran it.
    `limits` are those of a build that are lower than the site's (a `narrow.Narrower`).
    `recorded_at` is set of an imported recording alone: no engine of the learner's ever had it. `task` names
    the Celery task that workers are sent: one that carries the operation out, and may go on from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, models.CASCADE, related_name="operations")
    kind = models.CharField(max_length=16, choices=Kind)
    request = models.BinaryField()
    task = models.CharField(max_length=64, default=RUN_OPERATION)
    status = models.CharField(max_length=16, choices=Status, default=Status.QUEUED)
    last_seq = models.PositiveIntegerField(default=0)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    cancel_requested = models.BooleanField(default=False)
    generation = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    limits = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["learner", "created_at"], name="operation_by_learner"),
            models.Index(fields=["enqueued_at"], condition=Q(status="queued"), name="operation_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="operation_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="operation_status_known"),
            models.CheckConstraint(
                condition=Q(claim__isnull=True, lease_until__isnull=True)
                | Q(claim__isnull=False, lease_until__isnull=False),
                name="operation_claim_has_a_lease",
            ),
            models.CheckConstraint(
                condition=WAITING | RUNNING | ENDED, name="operation_status_fits_its_times"
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True) | ENDED & Q(generation=None),
                name="operation_recorded_is_over",
            ),
            models.UniqueConstraint(
                fields=["learner"], condition=Q(claim__isnull=False), name="operation_one_claim_per_learner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def ended(self) -> bool:
        return self.ended_at is not None


class Event(models.Model):
    """A line of an operation's log. Only builds.log reads or writes it.

    `body` is `builds.events`' JSON, in bytes for the same reason as a request.
    """

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    type = models.CharField(max_length=32)
    body = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "seq"], name="event_seq_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="event_seq_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id} {self.seq} {self.type}"


class BuildKey(models.Model):
    """A name for one of a build's steps with all that decides whether it is cached, made unlike every other
    learner's and engine generation's. Earlier builds that are like a new one are found by it."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="+")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "operation"], name="build_key_once")]

    def __str__(self) -> str:
        return self.key


class Share(models.Model):
    """Whoever has its id may look at the operation, and no more. The owner revokes it by deleting it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)  # 122 bits of chance
    operation = models.OneToOneField(Operation, models.CASCADE, related_name="share")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"share of {self.operation_id}"

    def get_absolute_url(self) -> str:
        return reverse("shared", args=[self.pk])


class LayerListing(models.Model):
    """The paths of a layer, as builds.oci packs them, and what is counted of them.

    What a path means (added, changed) depends on the layers below, hence the chainID.
    """

    chain_id = models.CharField(primary_key=True, max_length=71)
    diff_id = models.CharField(max_length=71)
    unpacked_size = models.PositiveBigIntegerField()
    empty = models.BooleanField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    deleted = models.PositiveIntegerField()
    metadata = models.PositiveIntegerField(default=0)
    touched = models.PositiveIntegerField(default=0)
    opaque = models.PositiveIntegerField(default=0)
    packed = models.BinaryField()
    format = models.PositiveSmallIntegerField(default=1)
    """Of `packed`. A layer in an older one is read again when it is next met."""
    seen_at = models.DateTimeField(default=timezone.now)
    """When a build last met the layer."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(chain_id__startswith="sha256:", diff_id__startswith="sha256:"),
                name="listing_ids_are_digests",
            ),
        ]

    def __str__(self) -> str:
        return self.chain_id


class RecordedLayer(models.Model):
    """A layer of an imported recording, as its file has it: nobody can tell whether the listing is true, so
    it never serves for layers of our own. `blob` is None where the file has none."""

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="recorded_layers")
    chain_id = models.CharField(max_length=71)
    packed = models.BinaryField()
    blob = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["operation", "chain_id"], name="recorded_layer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.operation_id} {self.chain_id}"
