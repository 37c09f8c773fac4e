from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.text import slugify

from labs.gift import GiftInvalid, Question, read


class Command(BaseCommand):
    help = "Print the questions of a GIFT file as YAML for the question bank."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            questions = read(file.read_text(encoding="utf-8"))
        except (GiftInvalid, OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{file}: {fault}") from None
        entries = [_entry(question) for question in questions]
        self.stdout.write(yaml.safe_dump({"questions": entries}, sort_keys=False, allow_unicode=True))


def _entry(question: Question) -> dict[str, Any]:
    """What GIFT does not have is left empty, so that reading the bank asks for it."""
    number = question.kind == "number"
    entry: dict[str, Any] = {
        "id": slugify(question.title or question.text)[:64].strip("-"),
        "type": "single" if question.kind == "true-false" else question.kind,
        "step": None,
        "concept": "",
        "level": "",
        "text": question.text,
        "fact": question.feedback,
        "proof": {"exercise": ""},
    }
    if number:
        right = next(answer for answer in question.answers if answer.weight)
        return entry | {"answer": int(right.text), "why": right.feedback, "otherwise": ""}
    options = [{"text": a.text, "why": a.feedback, "right": a.weight > 0} for a in question.answers]
    return entry | {"options": options}
