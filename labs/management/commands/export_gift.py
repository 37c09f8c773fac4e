from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from labs.gift import write
from labs.quiz import bank


class Command(BaseCommand):
    help = "Print the questions of the bank, or of one step, in GIFT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", nargs="?", type=int, choices=range(1, 8))

    def handle(self, *, step: int | None, **options: Any) -> None:
        self.stdout.write(write(bank.of_step(step) if step else bank.items()))
