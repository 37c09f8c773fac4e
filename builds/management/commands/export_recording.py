from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from builds.exchange import NotEnded, export
from builds.models import Operation
from builds.recording import encode


class Command(BaseCommand):
    help = "Write an operation that has ended into a file, which can be replayed without an engine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID, help="the operation's id, as in its address")
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--blobs", action="store_true", help="with its layers' blobs, as far as any are held"
        )

    def handle(self, *args: Any, id: UUID, file: Path, blobs: bool, **options: Any) -> None:
        try:
            content = encode(export(Operation.objects.select_related("learner").get(pk=id), blobs=blobs))
            file.write_bytes(content)
        except Operation.DoesNotExist:
            raise CommandError(f"There is no operation {id}.") from None
        except (NotEnded, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{file}: {len(content)} bytes")
