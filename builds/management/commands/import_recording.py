from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from builds import access
from builds.consistency import RecordingInvalid
from builds.exchange import keep
from builds.models import Learner
from builds.quotas import TooMany
from builds.recording import IMPORT_BYTES
from builds.services import RequestRefused


class Command(BaseCommand):
    help = "Keep a recording file: for a learner, or (a build) for whoever has the address that is printed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--learner", type=UUID, help="whose it shall be; a new one's, if none is named")

    def handle(self, *args: Any, file: Path, learner: UUID | None, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                content = opened.read(IMPORT_BYTES + 1)
            owner = Learner.objects.get(pk=learner) if learner else Learner.objects.create()
            operation = keep(owner, content)
        except Learner.DoesNotExist:
            raise CommandError(f"There is no learner {learner}.") from None
        except (OSError, RecordingInvalid, RequestRefused, TooMany) as error:
            raise CommandError(str(error)) from None
        page = access.share(operation).get_absolute_url() if operation.kind in access.SHOWN else ""
        self.stdout.write(f"{operation.pk} {page}".rstrip())
