"""Puts attempts before the workers."""

import uuid
from functools import partial

from celery import current_app
from django.db import transaction


def enqueue(attempt_id: uuid.UUID) -> None:
    """On commit."""
    transaction.on_commit(partial(_send, attempt_id), robust=True)


def _send(attempt_id: uuid.UUID) -> None:
    current_app.send_task("labs.tasks.grade_attempt", args=[str(attempt_id)])
