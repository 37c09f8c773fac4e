"""An operation's event log: append under a claim, read after a seq. Nothing else touches Event."""

import datetime
import uuid
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from builds.events import TERMINAL, BuildEvent, Entry, Started
from builds.models import Event, Operation, Status
from builds.publish import publish

_decoder = msgspec.json.Decoder(BuildEvent)
_TERMINAL_STATUS = {kind: Status(str(kind.__struct_config__.tag)) for kind in TERMINAL}
Kind = TypeVar("Kind", bound=BuildEvent)


class ClaimLost(Exception):
    """The operation has ended, or somebody else has it: whoever appends must stop."""


def append(operation_id: uuid.UUID, claim: uuid.UUID | None, events: Sequence[BuildEvent]) -> list[Entry]:
    """Record the events in one transaction, together with the status they bring; publish after the commit.

    `claim` None appends to an operation that nobody has claimed. A terminal event, the last of `events`,
    ends the claim. Raises ClaimLost, having written nothing.
    """
    if not events:
        return []
    at = timezone.now()
    with transaction.atomic():
        last = _advance(operation_id, claim, events, at)
        entries = _entries(last - len(events) + 1, at, events)
        Event.objects.bulk_create(_row(operation_id, at, entry) for entry in entries)
        transaction.on_commit(lambda: publish(operation_id, entries), robust=True)
    return entries


def restore(operation_id: uuid.UUID, entries: Sequence[Entry]) -> None:
    """Put the log of an imported recording in place, each entry at its own time. Nobody watches it yet."""
    at = (datetime.datetime.fromtimestamp(entry.at, datetime.UTC) for entry in entries)
    Event.objects.bulk_create(
        (_row(operation_id, then, entry) for then, entry in zip(at, entries, strict=True)), batch_size=1000
    )


def columns_of(entries: Sequence[Entry]) -> dict[str, Any]:
    """What a log that has ended says in its operation's row."""
    columns: dict[str, Any] = {"last_seq": len(entries)}
    for entry in entries:
        columns |= _columns([entry.event], datetime.datetime.fromtimestamp(entry.at, datetime.UTC))
    return columns | {"generation": None}


def read(operation_id: uuid.UUID, after: int = 0, limit: int | None = None) -> list[Entry]:
    """The entries that follow seq `after`, at most `limit`."""
    rows = Event.objects.filter(operation_id=operation_id, seq__gt=after).order_by("seq")[:limit]
    return [Entry(row.seq, row.at.timestamp(), _decoder.decode(row.body)) for row in rows]


def of_type(operation_id: uuid.UUID, kind: type[Kind]) -> list[Kind]:
    """The operation's events of one type, in order."""
    rows = Event.objects.filter(operation_id=operation_id, type=kind.__struct_config__.tag).order_by("seq")
    return [msgspec.json.decode(row.body, type=kind) for row in rows]


def of_type_in(operation_ids: Sequence[uuid.UUID], kind: type[Kind]) -> dict[uuid.UUID, list[Kind]]:
    """The same of several operations at once; those without any are left out."""
    rows = Event.objects.filter(operation_id__in=operation_ids, type=kind.__struct_config__.tag)
    found: dict[uuid.UUID, list[Kind]] = {}
    for operation_id, body in rows.order_by("operation_id", "seq").values_list("operation_id", "body"):
        found.setdefault(operation_id, []).append(msgspec.json.decode(body, type=kind))
    return found


def _advance(
    operation_id: uuid.UUID, claim: uuid.UUID | None, events: Sequence[BuildEvent], at: datetime.datetime
) -> int:
    held = Operation.objects.filter(pk=operation_id, claim=claim, ended_at__isnull=True)
    if not held.update(last_seq=F("last_seq") + len(events), **_columns(events, at)):
        raise ClaimLost(f"operation {operation_id} is no longer held by claim {claim}")
    return Operation.objects.values_list("last_seq", flat=True).get(pk=operation_id)


def _columns(events: Sequence[BuildEvent], at: datetime.datetime) -> dict[str, Any]:
    """What the events change in their operation's row."""
    columns: dict[str, Any] = {}
    for event in events:
        if isinstance(event, Started):
            columns |= {"status": Status.RUNNING, "started_at": at, "generation": event.generation}
        elif isinstance(event, TERMINAL):
            ended = {"ended_at": at, "claim": None, "lease_until": None}
            columns |= {"status": _TERMINAL_STATUS[type(event)], **ended}
    return columns


def _entries(first: int, at: datetime.datetime, events: Sequence[BuildEvent]) -> list[Entry]:
    return [Entry(seq, at.timestamp(), event) for seq, event in enumerate(events, first)]


def every(kind: type[Kind]) -> Iterator[Kind]:
    """The events of one type in all logs, in no order."""
    bodies = Event.objects.filter(type=str(kind.__struct_config__.tag)).values_list("body", flat=True)
    for body in bodies.iterator(chunk_size=500):
        yield msgspec.json.decode(bytes(body), type=kind)


def _row(operation_id: uuid.UUID, at: datetime.datetime, entry: Entry) -> Event:
    tag = entry.event.__struct_config__.tag
    body = msgspec.json.encode(entry.event)
    return Event(operation_id=operation_id, seq=entry.seq, at=at, type=str(tag), body=body)
