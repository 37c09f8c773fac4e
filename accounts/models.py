"""Tokens of programs, and guests whose work has yet to follow them into an account."""

import hashlib
import secrets
from typing import Self

from django.db import models
from django.utils import timezone

from builds.models import Learner


class Token(models.Model):
    """Lets a program act for a learner. Only a hash is kept: reading the database gives nobody access.

    `name` is the learner's own word for it; `used_on` the last day on which it was.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_on = models.DateField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"token {self.pk} of {self.learner_id}"

    @classmethod
    def issue(cls, learner: Learner, name: str = "") -> tuple[Self, str]:
        """A new token and its text, which nobody can read again."""
        text = f"ll_{secrets.token_urlsafe(32)}"
        return cls.objects.create(learner=learner, name=name, sha256=hash_of(text)), text


def use(text: str) -> Learner | None:
    """Whose token it is, unless their account was shut; the day is noted."""
    found = Token.objects.select_related("learner__user").filter(sha256=hash_of(text)).first()
    if found is None or (found.learner.user and not found.learner.user.is_active):
        return None
    if found.used_on != (today := timezone.now().date()):
        Token.objects.filter(pk=found.pk).update(used_on=today)
    return found.learner


def hash_of(text: str) -> str:
    """A token has 256 random bits, so it needs neither salt nor a slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()


class Inheritance(models.Model):
    """A guest who has logged in: all they did goes to `heir` once nothing of theirs is queued or runs."""

    guest = models.OneToOneField(Learner, models.CASCADE, related_name="+")
    heir = models.ForeignKey(Learner, models.CASCADE, related_name="inheritances")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(guest=models.F("heir")), name="inheritance_is_of_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.guest_id} to {self.heir_id}"
