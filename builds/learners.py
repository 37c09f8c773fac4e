"""Which learner stands behind a browser session or a user."""

import uuid
from collections.abc import MutableMapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from builds import quotas
from builds.models import Learner
from builds.quotas import Quota

SESSION_KEY = "learner"
Who = AbstractBaseUser | AnonymousUser


def current(user: Who, session: MutableMapping[str, Any]) -> Learner | None:
    """The user's learner, else the session's guest."""
    if user.is_authenticated:
        return Learner.objects.filter(user_id=user.pk).first()
    guest = session.get(SESSION_KEY)
    return Learner.objects.filter(pk=uuid.UUID(guest), user=None).first() if guest else None


def arrive(request: HttpRequest, quota: Quota | None = None) -> Learner:
    """As `current`; whoever is new gets a learner, kept in the database or in the session.

    A new guest uses one of `quota`, which takes the place of the address's own. Raises TooMany.
    """
    if learner := current(request.user, request.session):
        return learner
    if request.user.is_authenticated:
        return Learner.objects.get_or_create(user_id=request.user.pk)[0]
    quotas.take(quota or quotas.guests_at(request.META.get("REMOTE_ADDR")))
    guest = Learner.objects.create()
    request.session[SESSION_KEY] = str(guest.pk)
    return guest
