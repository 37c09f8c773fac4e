"""Starts the engines of a class before it builds."""

import uuid

from celery import current_app

from builds import engines
from labs.classes.models import Classroom

WARM = "labs.tasks.warm_class"


def ask(classroom: Classroom) -> None:
    """Soon, and without anybody waiting for it."""
    current_app.send_task(WARM, args=[str(classroom.pk)])


def warm(classroom: uuid.UUID) -> None:
    """One after the other, as far as there is room."""
    for participant in Classroom.objects.get(pk=classroom).participants.select_related("learner"):
        engines.start(participant.learner)
