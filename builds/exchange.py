"""Operations as recording files, out of the database and into it."""

import datetime
import uuid

import msgspec
from django.conf import settings
from django.db import transaction

from builds import contents, log
from builds.consistency import RecordingInvalid
from builds.contents import BlobGone
from builds.events import Entry, LayerRecorded, StageRecorded, Started
from builds.models import Kind, Learner, Operation, RecordedLayer
from builds.policy import problem_over
from builds.recording import Recording, asked_of, decode, to_events
from builds.services import RequestRefused, check_rate
from engine.client import EngineUnavailable

BLOB_BYTES = 16 * 1024 * 1024
"""Of all blobs in one file."""


class NotEnded(Exception):
    """A recording is of what has ended."""


def export(operation: Operation, *, blobs: bool = False) -> Recording:
    """Raises NotEnded. With `blobs`, those that the engine or the recording still holds, the lowest first."""
    if not operation.ended:
        raise NotEnded(f"{operation} is {operation.status}; a recording is of what has ended.")
    entries = log.read(operation.pk)
    layers = _layers(entries)
    began = operation.recorded_at or operation.created_at
    return Recording(
        kind=operation.kind,
        recorded_at=began.timestamp(),
        engine=_versions(entries),
        asked=msgspec.Raw(bytes(operation.request)),
        events=to_events(entries),
        listings={layer.chain_id: contents.packed(operation, layer) for layer in layers},
        blobs=_blobs(operation, layers) if blobs else {},
    )


def keep(learner: Learner, content: bytes) -> Operation:
    """A recording file as an operation of the learner's, which has ended and is marked as recorded.

    Raises RecordingInvalid, TooMany, and RequestRefused where the learner keeps as many as may be.
    """
    recording = decode(content)
    entries = list(recording.entries())
    with transaction.atomic():
        Learner.objects.select_for_update().get(pk=learner.pk)
        check_rate(learner)
        _check_room(learner)
        operation = Operation.objects.create(
            learner=learner,
            kind=Kind(recording.kind),
            request=msgspec.json.encode(asked_of(recording)),
            recorded_at=_moment(recording.recorded_at),
            **log.columns_of(entries),
        )
        log.restore(operation.pk, entries)
        RecordedLayer.objects.bulk_create(_rows(operation.pk, recording, entries))
    return operation


def forget(operation: Operation) -> None:
    """Delete what was imported. Raises Operation.DoesNotExist for what was not."""
    if operation.recorded_at is None:
        raise Operation.DoesNotExist(f"{operation} is no recording")
    operation.delete()


def _versions(entries: list[Entry]) -> dict[str, str]:
    """Of what ran it; nothing did where it was cancelled before."""
    return next((entry.event.engine for entry in entries if isinstance(entry.event, Started)), {})


def _blobs(operation: Operation, layers: list[LayerRecorded]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = BLOB_BYTES
    for layer in {layer.digest: layer for layer in layers}.values():
        if layer.size > left:
            continue
        try:
            with contents.open_blob(operation, layer) as blob:
                found[layer.digest] = blob.read()
        except (BlobGone, EngineUnavailable):
            continue
        left -= layer.size
    return found


def _check_room(learner: Learner) -> None:
    kept = Operation.objects.filter(learner=learner, recorded_at__isnull=False).count()
    limit: int = settings.RECORDINGS_KEPT
    if kept >= limit:
        raise RequestRefused([problem_over("recordings_kept", limit, f"You keep {kept} recordings")])


def _moment(seconds: float) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise RecordingInvalid(f"expected recorded_at in Unix seconds, got {seconds}") from error


def _rows(operation: uuid.UUID, recording: Recording, entries: list[Entry]) -> list[RecordedLayer]:
    """One for each layer, however many stages stand on it."""
    return [
        RecordedLayer(
            operation_id=operation,
            chain_id=layer.chain_id,
            packed=recording.listings[layer.chain_id],
            blob=recording.blobs.get(layer.digest),
        )
        for layer in {layer.chain_id: layer for layer in _layers(entries)}.values()
    ]


def _layers(entries: list[Entry]) -> list[LayerRecorded]:
    """Of the image, and of the stages that stay behind."""
    events = [entry.event for entry in entries]
    stages = [layer for event in events if isinstance(event, StageRecorded) for layer in event.layers]
    return [*(event for event in events if isinstance(event, LayerRecorded)), *stages]
