"""Nothing is kept for ever: guests who cannot come back, and listings that no log names any more."""

import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone

from builds import log
from builds.events import LayerRecorded, StageRecorded
from builds.models import LayerListing, Learner, Operation

FRESH = datetime.timedelta(days=1)
"""A listing that a build has just met may be named by its log only later."""
AT_ONCE = 200


def forget_guests() -> int:
    """Delete guests without an operation for GUEST_DAYS, with all they have; but not who shares a build."""
    since = timezone.now() - datetime.timedelta(days=settings.GUEST_DAYS)
    own = Operation.objects.filter(learner=OuterRef("pk"))
    guests = Learner.objects.filter(user=None, created_at__lt=since).exclude(
        Exists(own.filter(created_at__gte=since)) | Exists(own.filter(share__isnull=False))
    )
    forgotten = list(guests.values_list("pk", flat=True)[:AT_ONCE])
    Learner.objects.filter(pk__in=forgotten).delete()
    return len(forgotten)


def forget_listings() -> int:
    """Delete listings of layers that no operation recorded, unless they are fresh."""
    old = set(LayerListing.objects.filter(seen_at__lt=timezone.now() - FRESH).values_list("pk", flat=True))
    old -= {layer.chain_id for layer in log.every(LayerRecorded)}
    old -= {layer.chain_id for stage in log.every(StageRecorded) for layer in stage.layers}
    unnamed = sorted(old)
    for first in range(0, len(unnamed), AT_ONCE):
        chosen = LayerListing.objects.filter(pk__in=unnamed[first : first + AT_ONCE])
        chosen.filter(seen_at__lt=timezone.now() - FRESH).delete()
    return len(unnamed)
