from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from labs.roles import Role, give

ROLES = [role for role in Role if role is not Role.GUEST]


class Command(BaseCommand):
    help = "Make a user a learner, an instructor or an administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user's name, as they signed up with it")
        parser.add_argument("role", choices=[role.value for role in ROLES])

    def handle(self, *args: Any, user: str, role: str, **options: Any) -> None:
        found = User.objects.filter(username=user).first()
        if found is None:
            raise CommandError(f"There is no user {user}. They sign up first, at /account/sign-up.")
        give(found, Role(role))
        self.stdout.write(f"{user} is {role} now.")
