"""Preparing a class and coming into it."""

import datetime
import secrets

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from builds.advice import over
from builds.models import Learner
from builds.quotas import HOUR, Quota
from labs.classes.models import CODE_LENGTH, CODE_LETTERS, Classroom, Participant

OPEN = datetime.timedelta(days=30)
"""From the making of a class; an instructor closes it earlier."""
TRIES_PER_PLACE = 3
"""Cookies get lost: so many new guests may come in an hour for each place."""


class NoEntry(Exception):
    """The message says why, for the learner who wants to come in, or the instructor who wants a class."""


def prepare(instructor: User, name: str, places: int) -> Classroom:
    """Raises NoEntry for one class too many."""
    kept, most = Classroom.objects.filter(instructor=instructor).count(), settings.CLASSES_KEPT
    if kept >= most:
        raise NoEntry(over("classes_kept", most, f"You have {kept} classes"))
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))  # 39 bits of chance
    until = timezone.now() + OPEN
    return Classroom.objects.create(
        instructor=instructor, name=name, code=code, places=places, open_until=until
    )


def find(code: str) -> Classroom:
    """Open or not, however the code is written. Raises Classroom.DoesNotExist."""
    return Classroom.objects.get(code=code.strip().upper())


def is_open(classroom: Classroom) -> bool:
    return classroom.open_until > timezone.now()


def close(classroom: Classroom) -> None:
    Classroom.objects.filter(pk=classroom.pk).update(open_until=timezone.now())


def reopen(classroom: Classroom) -> None:
    Classroom.objects.filter(pk=classroom.pk).update(open_until=timezone.now() + OPEN)


def guests_of(classroom: Classroom) -> Quota:
    """New ones who come by its link: instead of an address's, as a class sits behind one."""
    value = TRIES_PER_PLACE * classroom.places
    found = "Too many new guests came into this class within an hour"
    return Quota("class_guests_per_hour", value, HOUR, f"class {classroom.pk}", found)


def join(classroom: Classroom, learner: Learner, nickname: str) -> Participant:
    """Who is in already is given the new nickname. Raises NoEntry."""
    with transaction.atomic():
        Classroom.objects.select_for_update().get(pk=classroom.pk)  # so that two cannot both be the last
        present = Participant.objects.filter(classroom=classroom)
        others = present.exclude(learner=learner)
        if not is_open(classroom):
            raise NoEntry("This class is closed: nobody can join any more.")
        if others.filter(nickname__iexact=nickname).exists():
            raise NoEntry(f"Somebody in this class is called {nickname} already. Take another nickname.")
        if (count := others.count()) >= classroom.places:
            raise NoEntry(over("class_places", classroom.places, f"{count} learners are in this class"))
        joined, _ = present.update_or_create(
            learner=learner,
            defaults={"nickname": nickname},
            create_defaults={"classroom": classroom, "learner": learner, "nickname": nickname},
        )
    return joined


def leave(classroom: Classroom, learner: Learner) -> None:
    """The board forgets them; what they did stays theirs."""
    Participant.objects.filter(classroom=classroom, learner=learner).delete()
