"""Celery's way in."""

import uuid

from celery import shared_task
from django.conf import settings

from labs import grading


@shared_task(time_limit=2 * settings.BUILD_SECONDS)  # type: ignore[untyped-decorator]  # celery is untyped
def grade_attempt(attempt_id: str) -> None:
    grading.grade(uuid.UUID(attempt_id))
