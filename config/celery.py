"""Two queues: `builds`, where work may take minutes, and `upkeep`, which must never wait for it."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init, worker_ready

from engine.kernel import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("layerlab")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    task_default_queue="builds",
    task_queues={"builds": {}, "upkeep": {}},
    task_routes={
        "builds.tasks.sweep": {"queue": "upkeep"},
        "builds.tasks.forget": {"queue": "upkeep"},
        "labs.tasks.sweep_attempts": {"queue": "upkeep"},
        "labs.tasks.warm_class": {"queue": "upkeep"},
        "accounts.tasks.settle_inheritances": {"queue": "upkeep"},
        "accounts.tasks.remove_engine": {"queue": "upkeep"},
    },
    beat_schedule={
        "sweep": {"task": "builds.tasks.sweep", "schedule": 5.0, "options": {"expires": 5}},
        "sweep_attempts": {"task": "labs.tasks.sweep_attempts", "schedule": 5.0, "options": {"expires": 5}},
        "settle": {
            "task": "accounts.tasks.settle_inheritances",
            "schedule": 5.0,
            "options": {"expires": 5},
        },
        "forget": {"task": "builds.tasks.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)
app.autodiscover_tasks()


@worker_ready.connect  # type: ignore[untyped-decorator]  # celery is untyped
def _sweep_at_start(**_: Any) -> None:
    app.send_task("builds.tasks.sweep", kwargs={"stale_seconds": 0})


@worker_process_init.connect  # type: ignore[untyped-decorator]
def _die_with_parent(**_: Any) -> None:
    """A pool process whose worker was killed must not go on unseen."""
    die_with_parent()
