"""How often somebody may do something: so many times in a window of time, which begins at a round time.

So in a moment around the change from one window to the next there may be twice as many.
"""

import math
import time

import msgspec
from django.conf import settings
from django.utils.crypto import salted_hmac

from builds.addresses import visitor_at
from builds.advice import over
from builds.counters import increase
from builds.models import Learner

MINUTE, HOUR = 60, 3600


class TooMany(Exception):
    """`limit` names the limit, `value` is it, `retry_after` is in whole seconds."""

    def __init__(self, limit: str, value: int, found: str, retry_after: int) -> None:
        super().__init__(over(limit, value, found))
        self.limit, self.value, self.retry_after = limit, value, retry_after


class Quota(msgspec.Struct, frozen=True):
    """At most `value` in `seconds`. `whom` tells apart who has one of their own; `limit` is a key of ADVICE,
    `found` what is said of whoever has used theirs up."""

    limit: str
    value: int
    seconds: int
    whom: str
    found: str


def guests_at(address: str | None) -> Quota:
    """New guests of an address."""
    found = "Too many new guests came from your address within an hour"
    return Quota("guests_per_hour", settings.GUESTS_PER_HOUR, HOUR, visitor_at(address), found)


def downloads_by(learner: Learner) -> Quota:
    """Of blobs and recordings of their own."""
    found = "You downloaded too many layers and recordings within a minute"
    return Quota("downloads_per_minute", settings.DOWNLOADS_PER_MINUTE, MINUTE, str(learner.pk), found)


def shared_downloads_at(address: str | None) -> Quota:
    """Of blobs of shared builds."""
    value, whom = settings.SHARED_DOWNLOADS_PER_MINUTE, visitor_at(address)
    found = "Too many layers of shared builds were downloaded from your address within a minute"
    return Quota("shared_downloads_per_minute", value, MINUTE, whom, found)


def take(quota: Quota) -> None:
    """Use one. Raises TooMany where none is left."""
    window, into = divmod(time.time(), quota.seconds)
    if increase(f"{quota.limit}:{_hidden(quota.whom)}:{window:.0f}", quota.seconds) > quota.value:
        left = math.ceil(quota.seconds - into)
        raise TooMany(quota.limit, quota.value, quota.found, left)


def _hidden(whom: str) -> str:
    """So that the counter store, which may write to disk, holds nobody's address."""
    return salted_hmac("builds.quotas", whom).hexdigest()[:24]
