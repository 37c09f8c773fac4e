"""Celery's way in."""

from celery import shared_task

from accounts import inheriting


@shared_task  # type: ignore[untyped-decorator]  # celery is untyped
def settle_inheritances() -> None:
    inheriting.settle_all()
