import hashlib
import secrets
from typing import Self

from django.db import models

from builds.models import Learner


class Token(models.Model):
    """Lets a program act for a learner. Only a hash is kept: reading the database gives nobody access."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"token {self.pk} of {self.learner_id}"

    @classmethod
    def issue(cls, learner: Learner) -> tuple[Self, str]:
        """A new token and its text, which nobody can read again."""
        text = f"ll_{secrets.token_urlsafe(32)}"
        return cls.objects.create(learner=learner, sha256=hash_of(text)), text


def hash_of(text: str) -> str:
    """A token has 256 random bits, so it needs neither salt nor a slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
