"""An account or a guest, gone with all that was theirs: rows, recordings, shares, tokens, classes, engine."""

import uuid

from celery import current_app
from django.contrib.auth.models import User
from django.db import transaction

from builds import engines, services
from builds.models import Learner, Operation, Status

REMOVE = "accounts.tasks.remove_engine"
LET_GO = 60
"""Seconds in which a worker sees that what it does belongs to nobody, and gives the engine back."""


def delete(learner: Learner) -> None:
    """What is queued or runs is cancelled first. A guest whose work was still to follow goes, too."""
    with transaction.atomic():
        gone = [learner, *Learner.objects.filter(pk__in=learner.inheritances.values("guest"))]
        open_ = Operation.objects.filter(learner__in=gone, ended_at=None)
        busy = set(open_.filter(status=Status.RUNNING).values_list("learner", flat=True))
        for operation in open_:
            services.cancel(operation)
        Learner.objects.filter(pk__in=[one.pk for one in gone]).delete()
        if learner.user_id:
            User.objects.filter(pk=learner.user_id).delete()
    for one in gone:
        remove_engine(one.pk)
    for key in busy:
        current_app.send_task(REMOVE, args=[str(key)], countdown=LET_GO)


def remove_engine(learner: uuid.UUID) -> None:
    """Of a learner who is gone already."""
    engines.remove(Learner(pk=learner))
