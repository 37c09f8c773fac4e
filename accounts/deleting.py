"""An account or a guest, gone with all that was theirs: rows, recordings, shares, tokens, engines."""

from django.contrib.auth.models import User
from django.db import transaction

from builds import engines, services
from builds.models import Learner, Operation


def delete(learner: Learner) -> None:
    """What is queued or runs is cancelled first. A guest whose work was still to follow goes, too."""
    with transaction.atomic():
        gone = [learner, *Learner.objects.filter(pk__in=learner.inheritances.values("guest"))]
        for operation in Operation.objects.filter(learner__in=gone, ended_at=None):
            services.cancel(operation)
        Learner.objects.filter(pk__in=[one.pk for one in gone]).delete()
        if learner.user_id:
            User.objects.filter(pk=learner.user_id).delete()
    for one in gone:
        engines.remove(one)
