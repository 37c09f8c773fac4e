"""The layers that an operation recorded: which, what is in them, and their bytes."""

import bisect
import io
import itertools
from collections.abc import Callable, Sequence
from typing import BinaryIO, Literal, TypeVar

from builds import listings, log
from builds.engines import blobs_of
from builds.events import ImageRecorded, LayerRecorded, StageRecorded
from builds.facts import DOCUMENT_BYTES
from builds.models import Kind, Operation, RecordedLayer
from builds.oci.listing import Change, unpack
from builds.oci.merged import MergedPath, merge
from builds.oci.waste import Waste, measure
from engine.client import EngineRefused, EngineUnavailable

Item = TypeVar("Item")


class BlobGone(Exception):
    """Nobody has these bytes any more."""


class NoImage(Exception):
    """The operation has made none, or not yet."""


def recorded(operation: Operation) -> list[LayerRecorded]:
    """Bottom first; none before the export."""
    return log.of_type(operation.pk, LayerRecorded)


def of_stage(operation: Operation, stage: int) -> Sequence[LayerRecorded]:
    """Those of a stage that stays behind; none where it was not recorded."""
    found = (event for event in log.of_type(operation.pk, StageRecorded) if event.stage == stage)
    return next((event.layers for event in found), ())


def packed(operation: Operation, layer: LayerRecorded) -> bytes:
    """Its listing; of a recording, what its file says."""
    if operation.recorded_at is None:
        return listings.load(layer.chain_id)
    return bytes(_recorded(operation, layer).packed)


def files(
    operation: Operation, layer: LayerRecorded, prefix: str, after: str, limit: int
) -> tuple[Sequence[Change], bool]:
    """At most `limit` changes whose path follows `after` and begins with `prefix`, and whether more do."""
    return _page(listing(operation, layer), lambda change: change.path, prefix, after, limit)


def merged(operation: Operation, prefix: str, after: str, limit: int) -> tuple[Sequence[MergedPath], bool]:
    """The same of all layers together."""
    paths = merge(listing(operation, layer) for layer in recorded(operation))
    return _page(paths, lambda path: path.found.path, prefix, after, limit)


def waste(operation: Operation) -> Waste:
    return measure([listing(operation, layer) for layer in recorded(operation)])


def listing(operation: Operation, layer: LayerRecorded) -> tuple[Change, ...]:
    return unpack(packed(operation, layer))


def _page(
    items: Sequence[Item], path_of: Callable[[Item], str], prefix: str, after: str, limit: int
) -> tuple[Sequence[Item], bool]:
    first = bisect.bisect_right(items, after, key=path_of) if after else 0
    first = max(first, bisect.bisect_left(items, prefix, key=path_of))
    chosen = [
        *itertools.takewhile(lambda item: path_of(item).startswith(prefix), items[first : first + limit + 1])
    ]
    return chosen[:limit], len(chosen) > limit


def open_blob(operation: Operation, layer: LayerRecorded) -> BinaryIO:
    """Raises BlobGone, or EngineUnavailable where no engine can be had now."""
    if operation.recorded_at is not None:
        return _kept(operation, layer)
    return _stored(operation, layer.digest)


def document(operation: Operation, name: Literal["manifest", "config"]) -> tuple[bytes, str]:
    """The image's, and its digest. Raises NoImage, and as `open_blob`."""
    image = next(iter(log.of_type(operation.pk, ImageRecorded)), None)
    digest = image and (image.manifest_digest if name == "manifest" else image.config_digest)
    if not digest:
        raise NoImage(name)
    if operation.recorded_at is not None:
        raise BlobGone(f"A recording does not hold the {name}.")
    with _stored(operation, digest) as blob:
        return blob.read(DOCUMENT_BYTES), digest


def _stored(operation: Operation, digest: str) -> BinaryIO:
    if operation.kind == Kind.IMAGE:
        raise BlobGone("The blobs of an imported image are not kept.")
    try:
        with blobs_of(operation.learner) as opened:
            return opened(digest)
    except EngineRefused as refusal:
        if refusal.code != "unknown":
            raise EngineUnavailable(str(refusal)) from refusal
        raise BlobGone(f"The engine does not hold {digest} any more: {refusal}") from refusal


def _kept(operation: Operation, layer: LayerRecorded) -> BinaryIO:
    blob = _recorded(operation, layer).blob
    if blob is None:
        raise BlobGone(f"The recording does not hold the blob {layer.digest}.")
    return io.BytesIO(bytes(blob))


def _recorded(operation: Operation, layer: LayerRecorded) -> RecordedLayer:
    return RecordedLayer.objects.get(operation=operation, chain_id=layer.chain_id)
