"""The layers that an operation recorded: which, what is in them, and their bytes."""

import bisect
import io
from collections.abc import Sequence
from typing import BinaryIO

from django.conf import settings

from builds import listings, log
from builds.events import LayerRecorded
from builds.models import Operation, RecordedLayer
from builds.oci.listing import Change, unpack
from engine.client import Client, EngineRefused


class BlobGone(Exception):
    """Nobody has these bytes any more."""


def recorded(operation: Operation) -> list[LayerRecorded]:
    """Bottom first; none before the export."""
    return log.of_type(operation.pk, LayerRecorded)


def packed(operation: Operation, layer: LayerRecorded) -> bytes:
    """Its listing; of a recording, what its file says."""
    if operation.recorded_at is None:
        return listings.load(layer.chain_id)
    return bytes(_recorded(operation, layer).packed)


def files(
    operation: Operation, layer: LayerRecorded, prefix: str, after: str, limit: int
) -> tuple[Sequence[Change], bool]:
    """At most `limit` changes whose path follows `after` and begins with `prefix`, and whether more do."""
    changes = unpack(packed(operation, layer))
    first = bisect.bisect_right(changes, after, key=lambda change: change.path) if after else 0
    chosen = [change for change in changes[first:] if change.path.startswith(prefix)][: limit + 1]
    return chosen[:limit], len(chosen) > limit


def open_blob(operation: Operation, layer: LayerRecorded) -> BinaryIO:
    """Raises BlobGone, or EngineUnavailable where the engine service is away."""
    if operation.recorded_at is not None:
        return _kept(operation, layer)
    with Client(settings.ENGINE_SOCKET) as client:
        try:
            return client.open_blob(operation.learner.engine_key, layer.digest)
        except EngineRefused as refusal:
            raise BlobGone(f"The engine does not hold {layer.digest} any more: {refusal}") from refusal


def _kept(operation: Operation, layer: LayerRecorded) -> BinaryIO:
    blob = _recorded(operation, layer).blob
    if blob is None:
        raise BlobGone(f"The recording does not hold the blob {layer.digest}.")
    return io.BytesIO(bytes(blob))


def _recorded(operation: Operation, layer: LayerRecorded) -> RecordedLayer:
    return RecordedLayer.objects.get(operation=operation, chain_id=layer.chain_id)
