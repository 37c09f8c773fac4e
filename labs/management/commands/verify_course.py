"""Proves the course on a real engine: starts fail, solutions pass, and what we call wrong is wrong.

The engine is that of the site which runs on the same VAR_DIR.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from builds.models import Learner
from engine.client import Client, EngineRefused, EngineUnavailable
from labs import grading
from labs.catalogue import LIBRARY
from labs.exercise import Exercise
from labs.loading import ExerciseInvalid, load, load_all
from labs.quiz import bank
from labs.verifying import verify


class Command(BaseCommand):
    help = "Verify exercises on a learner of their own: all of the course, or the folders given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")

    def handle(self, *, paths: list[Path], **options: Any) -> None:
        try:
            exercises = [load(path.resolve()) for path in paths] if paths else load_all(LIBRARY)
            bank.items()
        except ExerciseInvalid as error:
            raise CommandError(str(error)) from None
        learner = Learner.objects.create()
        faults = 0
        try:
            for exercise in exercises:
                faults += self._tell(exercise, learner)
        except grading.Stopped as stop:
            raise CommandError(str(stop)) from None
        finally:
            _remove(learner)
        if faults:
            raise CommandError(f"{faults} of the course's promises do not hold")

    def _tell(self, exercise: Exercise, learner: Learner) -> int:
        self.stdout.write(exercise.slug)
        faults = 0
        for name, fault in verify(exercise, learner):
            self.stdout.write(f"  {'FAULT' if fault else 'ok':5}  {name}" + (f": {fault}" if fault else ""))
            self.stdout.flush()
            faults += bool(fault)
        return faults


def _remove(learner: Learner) -> None:
    """With its engine."""
    try:
        with Client(settings.ENGINE_SOCKET) as client:
            client.remove(learner.engine_key)
    except (EngineRefused, EngineUnavailable):
        pass
    learner.delete()
