"""Celery's way in."""

import uuid

from celery import shared_task

from accounts import deleting, inheriting


@shared_task  # type: ignore[untyped-decorator]  # celery is untyped
def settle_inheritances() -> None:
    inheriting.settle_all()


@shared_task  # type: ignore[untyped-decorator]
def remove_engine(learner: str) -> None:
    deleting.remove_engine(uuid.UUID(learner))
