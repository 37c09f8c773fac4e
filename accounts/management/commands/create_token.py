from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from accounts.models import Token
from builds.models import Learner


class Command(BaseCommand):
    help = "Print a new API token of a user, who is created if missing. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="the user's name")

    def handle(self, *args: Any, user: str, **options: Any) -> None:
        account, created = get_user_model().objects.get_or_create(username=user)
        if created:
            account.set_unusable_password()
            account.save()
            self.stderr.write(f"Created the user {user}, who has no password yet.")
        learner, _ = Learner.objects.get_or_create(user=account)
        self.stdout.write(Token.issue(learner)[1])
