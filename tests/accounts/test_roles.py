import io

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.management import CommandError, call_command

from labs.roles import Role, may_teach, role_of
from tests.accounts.people import user

pytestmark = pytest.mark.django_db


def give(name: str, role: str) -> User:
    call_command("set_role", name, role, stdout=io.StringIO())
    return User.objects.get(username=name)


def test_whoever_signs_up_is_a_learner_and_an_operator_makes_them_more() -> None:
    assert role_of(user("ada")) is Role.LEARNER
    for role in (Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.LEARNER):
        made = give("ada", role)
        assert role_of(made) is role
        assert may_teach(made) is (role is not Role.LEARNER)


def test_nobody_and_who_was_shut_out_are_guests() -> None:
    assert role_of(AnonymousUser()) is Role.GUEST
    user("ada")
    made = give("ada", "administrator")
    made.is_active = False
    assert role_of(made) is Role.GUEST


def test_a_role_needs_a_user_who_signed_up() -> None:
    with pytest.raises(CommandError, match="no user eve"):
        give("eve", "instructor")
