"""Holds an exercise against real builds, as verify_course does, on the engine of a learner made for it."""

import datetime
import uuid

from celery import current_app
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from builds import engines
from builds.models import Learner
from builds.quotas import HOUR, Quota, TooMany, take
from labs.authoring.editions import bounds
from labs.authoring.folder import FolderRefused, exercise_in
from labs.authoring.models import Proof, ProofStatus
from labs.authoring.writing import digest_of
from labs.authoring.zipped import unpack
from labs.grading import Stopped
from labs.loading import ExerciseInvalid
from labs.verifying import verify

AGAIN = 30
"""Seconds after which to ask again while others are proven."""
KEPT = 20
"""Proofs of one author."""
CUT_OFF = "The proof was cut off. Prove it again."


def ask(author: User, archive: bytes) -> Proof:
    """Raises FolderRefused, ExerciseInvalid, and TooMany for more than an author may ask for."""
    exercise_in(unpack(archive, bounds()))
    if settings.ENGINE_REASON:
        raise FolderRefused("", f"no engine can run here: {settings.ENGINE_REASON}")
    _stop_overdue()
    open_ = Proof.objects.filter(status__in=(ProofStatus.QUEUED, ProofStatus.RUNNING))
    most, count = settings.PROOFS_AT_ONCE, open_.count()
    if count >= most:
        raise TooMany("proofs_at_once", most, f"So many are being proven just now: {count}", AGAIN)
    found = "You asked for too many proofs within an hour"
    take(Quota("proofs_per_hour", settings.PROOFS_PER_HOUR, HOUR, f"author {author.pk}", found))
    with transaction.atomic():
        made = Proof.objects.create(author=author, folder=archive, digest=digest_of(archive))
        old = Proof.objects.filter(author=author).order_by("-created_at").values_list("pk", flat=True)[KEPT:]
        Proof.objects.filter(pk__in=list(old)).delete()
        send = current_app.send_task
        transaction.on_commit(lambda: send("labs.tasks.prove", args=[str(made.pk)]), robust=True)
    return made


def latest(author: User, archive: bytes) -> Proof | None:
    """Of this very folder."""
    _stop_overdue()
    return Proof.objects.filter(author=author, digest=digest_of(archive)).first()


def carry_out(proof_id: uuid.UUID) -> None:
    """Once: who finds it taken leaves it."""
    mine = Proof.objects.filter(pk=proof_id, status=ProofStatus.QUEUED)
    if not mine.update(status=ProofStatus.RUNNING):
        return
    proof = Proof.objects.get(pk=proof_id)
    learner = Learner.objects.create()
    try:
        exercise = exercise_in(unpack(bytes(proof.folder), bounds()))
        for name, fault in verify(exercise, learner):
            proof.results = [*proof.results, (name, fault)]
            proof.save(update_fields=["results"])
        _end(proof_id, ProofStatus.ENDED)
    except (Stopped, ExerciseInvalid, FolderRefused) as stop:
        _end(proof_id, ProofStatus.STOPPED, str(stop))
    finally:
        engines.remove(learner)
        learner.delete()


def _end(proof_id: uuid.UUID, status: ProofStatus, message: str = "") -> None:
    running = Proof.objects.filter(pk=proof_id, status=ProofStatus.RUNNING)
    running.update(status=status, message=message)


def _stop_overdue() -> None:
    """What a worker had when it was killed, or never came to a worker."""
    begun = timezone.now() - datetime.timedelta(seconds=2 * settings.PROOF_SECONDS)
    overdue = Proof.objects.filter(status__in=(ProofStatus.QUEUED, ProofStatus.RUNNING), created_at__lt=begun)
    overdue.update(status=ProofStatus.STOPPED, message=CUT_OFF)
