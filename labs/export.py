"""A learner's own work as a file to take along: a zip of JSON, one file for each kind of it."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

import msgspec
from django.core.serializers.json import DjangoJSONEncoder

from builds.models import Learner, Operation
from labs.models import Attempt, Card, CardAnswer, CheckupAnswer, Prediction
from labs.quiz import bank
from labs.quiz.marking import mark
from labs.quiz.varied import varied

README = """\
What Layerlab keeps of your work, as it was when you asked for it. Times are in UTC.

predictions.json  what you said before a build, and how sure you were (1 to 3)
operations.json   what you had built and done; each names the address of its recording
attempts.json     answers to tasks, with what the checks said
answers.json      answers to questions: what you chose, and whether it was right
review.json       when each question comes back
checkup.json      answers to the questions before and after the course
"""
Rows = Iterator[dict[str, Any]]


def write(learner: Learner, into: IO[bytes]) -> None:
    """Row by row, so that of a long history only what is packed needs room in memory."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for name, rows in PARTS.items():
            with archive.open(f"{name}.json", "w") as part:
                _write_list(part, rows(learner))


def _write_list(part: IO[bytes], rows: Iterable[dict[str, Any]]) -> None:
    part.write(b"[")
    for place, row in enumerate(rows):
        line = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
        part.write((",\n" if place else "\n").encode() + line.encode(errors="backslashreplace"))
    part.write(b"\n]\n")


def _predictions(learner: Learner) -> Rows:
    fields = ("exercise", "question", "answer", "confidence", "steps", "skipped", "committed_at")
    for made in Prediction.objects.filter(learner=learner).iterator():
        yield {"build": made.operation_id, **{name: getattr(made, name) for name in fields}}


def _operations(learner: Learner) -> Rows:
    fields = ("kind", "status", "created_at", "started_at", "ended_at", "recorded_at")
    for one in Operation.objects.filter(learner=learner).order_by("created_at").iterator():
        told = {name: getattr(one, name) for name in fields}
        address = f"/api/operations/{one.pk}/recording"
        yield {"id": one.pk, **told, "request": _json(one.request), "recording": address}


def _attempts(learner: Learner) -> Rows:
    fields = ("exercise", "task", "status", "passed", "message", "created_at")
    for one in Attempt.objects.filter(learner=learner).order_by("created_at").iterator():
        told = {name: getattr(one, name) for name in fields}
        yield {"id": one.pk, **told, "request": _json(one.request), "result": _json(one.result)}


def _answers(learner: Learner) -> Rows:
    given = CardAnswer.objects.filter(card__learner=learner).select_related("card").order_by("answered_at")
    for one in given.iterator():
        fields = {name: getattr(one, name) for name in ("turn", "right", "confidence", "answered_at")}
        yield {"question": one.card.item, **fields, **_said(one)}


def _said(answer: CardAnswer) -> dict[str, Any]:
    """In words, as long as the question is in the bank."""
    item = bank.find(answer.card.item)
    if item is None:
        return {"given": answer.given}
    fresh = varied(item, answer.variant)
    said = [remark.text for remark in mark(fresh, answer.given).remarks if remark.said]
    return {"text": fresh.text, "step": item.step, "concept": item.concept, "said": said}


def _review(learner: Learner) -> Rows:
    for card in Card.objects.filter(learner=learner).order_by("due").iterator():
        yield {"question": card.item, "due": card.due}


def _checkup(learner: Learner) -> Rows:
    fields = ("moment", "item", "variant", "given", "right", "answered_at")
    for one in CheckupAnswer.objects.filter(learner=learner).iterator():
        yield {name: getattr(one, name) for name in fields}


def _json(kept: bytes | memoryview | None) -> Any:
    return None if kept is None else msgspec.json.decode(bytes(kept))


PARTS: Mapping[str, Callable[[Learner], Rows]] = {
    "predictions": _predictions,
    "operations": _operations,
    "attempts": _attempts,
    "answers": _answers,
    "review": _review,
    "checkup": _checkup,
}
