"""Which learner stands behind a browser session or a user."""

import uuid
from collections.abc import MutableMapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from builds.models import Learner

SESSION_KEY = "learner"
Who = AbstractBaseUser | AnonymousUser


def current(user: Who, session: MutableMapping[str, Any]) -> Learner | None:
    """The user's learner, else the session's guest."""
    if user.is_authenticated:
        return Learner.objects.filter(user_id=user.pk).first()
    guest = session.get(SESSION_KEY)
    return Learner.objects.filter(pk=uuid.UUID(guest), user=None).first() if guest else None


def arrive(user: Who, session: MutableMapping[str, Any]) -> Learner:
    """As `current`; whoever is new gets a learner, kept in the database or in the session."""
    if learner := current(user, session):
        return learner
    if user.is_authenticated:
        return Learner.objects.get_or_create(user_id=user.pk)[0]
    guest = Learner.objects.create()
    session[SESSION_KEY] = str(guest.pk)
    return guest
