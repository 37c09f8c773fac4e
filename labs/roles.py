"""Who may do what, beside what is one's own: to learn, to teach, to look after the site."""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User

INSTRUCTORS = "Instructors"
"""The group of users who may teach. Administrators may, too."""


class Role(StrEnum):
    GUEST = "guest"
    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMINISTRATOR = "administrator"


def role_of(user: AbstractBaseUser | AnonymousUser) -> Role:
    if not isinstance(user, User) or not user.is_active:
        return Role.GUEST
    if user.is_superuser and user.is_staff:
        return Role.ADMINISTRATOR
    teaches = user.groups.filter(name=INSTRUCTORS).exists()
    return Role.INSTRUCTOR if teaches else Role.LEARNER


def may_teach(user: AbstractBaseUser | AnonymousUser) -> bool:
    return role_of(user) in (Role.INSTRUCTOR, Role.ADMINISTRATOR)


def give(user: User, role: Role) -> None:
    """Make it the user's only role. Raises ValueError for a guest's, which no user has."""
    if role is Role.GUEST:
        raise ValueError("a user is a learner, an instructor or an administrator")
    user.is_staff = user.is_superuser = role is Role.ADMINISTRATOR
    user.save(update_fields=["is_staff", "is_superuser"])
    group, _ = Group.objects.get_or_create(name=INSTRUCTORS)
    if role is Role.INSTRUCTOR:
        user.groups.add(group)
    else:
        user.groups.remove(group)
