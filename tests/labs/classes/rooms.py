"""Classes and who teaches them."""

import itertools

from django.contrib.auth.models import User

from labs.classes import joining
from labs.models import Classroom
from labs.roles import Role, give
from tests.accounts.people import Person, user

_names = itertools.count()


def instructor(name: str = "") -> Person:
    """Logged in, as the user `teacher` of theirs."""
    made = user(name or f"teacher{next(_names)}")
    give(made, Role.INSTRUCTOR)
    person = Person()
    person.log_in(made.username)
    person.get("/account")
    person.teacher = made
    return person


def prepared(teacher: Person | None = None, places: int = 30) -> Classroom:
    owner: User = (teacher or instructor()).teacher
    return joining.prepare(owner, "Monday", places)
