"""Whether a recording agrees with itself: then it can be folded, listed, compared and drawn like our logs.

Nobody can tell whether it is true: the listings are what the file says, and are kept apart from our own.
"""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from builds.events import (
    RULES,
    TERMINAL,
    ArtefactCopied,
    Entry,
    Failed,
    ImageRecorded,
    LayerRecorded,
    Linted,
    Logged,
    Planned,
    StageRecorded,
    StepExplained,
    StepFailed,
    StepFinished,
    StepStarted,
    from_wire,
    to_wire,
)
from builds.oci.compression import LayerInvalid
from builds.oci.listing import Change, count, unpack
from builds.oci.manifest import chain_ids
from builds.oci.paths import PATH_LENGTH
from builds.oci.stream import TarStream

MAX_EVENTS = 50_000
MAX_STAGES = 100
MAX_LAYERS = 500
"""An overlay has at most 127 lower directories."""
LISTINGS_BYTES = 16 * 1024 * 1024
"""Of all listings together, unpacked."""
TAR_BYTES = 256 * 1024 * 1024
"""Of all blobs together, unpacked."""
LARGEST = 2**42
"""Bytes of one file or layer: sums of them stay exact in JSON."""
EXACT = 2**53
LAST = 4_102_444_800
"""The year 2100, in Unix seconds."""
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.ASCII)
"""RFC 6838, section 4.2."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class RecordingInvalid(Exception):
    """Says what was expected and what came."""


def check_log(entries: Sequence[Entry]) -> list[LayerRecorded]:
    """The layers that it records, those of stages that stay behind among them. Raises RecordingInvalid."""
    _expect(len(entries) <= MAX_EVENTS, f"at most {MAX_EVENTS} events", len(entries))
    replay = _Replay()
    for number, entry in enumerate(entries, start=1):
        _expect(entry.seq == number, f"events numbered from 1 without gaps, at {number}", entry.seq)
        _expect(0 <= entry.at <= LAST, "Unix seconds before the year 2100", entry.at)
        _check_wire(entry)
        replay.take(entry)
    terminal = [isinstance(entry.event, TERMINAL) for entry in entries]
    _expect(terminal[-1:] == [True], "a terminal event at the end", "none")
    _expect(not any(terminal[:-1]), "one terminal event", "several")
    for pile in replay.piles:
        _check_pile(pile)
    return [layer for pile in replay.piles for layer in pile]


def check_listings(layers: Iterable[LayerRecorded], listings: Mapping[str, bytes]) -> None:
    """One for each layer and no other. Raises RecordingInvalid."""
    by_chain = {layer.chain_id: layer for layer in layers}
    _expect(by_chain.keys() == listings.keys(), "a listing for every layer", "others")
    left = LISTINGS_BYTES
    for chain_id, packed in listings.items():
        try:
            changes = unpack(packed, max(1, left))
        except LayerInvalid as error:
            raise RecordingInvalid(f"in the listing of {chain_id}: {error}") from error
        left -= len(msgspec.msgpack.encode(changes))
        _check_changes(changes, by_chain[chain_id])


def check_blobs(layers: Iterable[LayerRecorded], blobs: Mapping[str, bytes]) -> None:
    """That they are the layers' own. Raises RecordingInvalid."""
    by_digest = {layer.digest: layer for layer in layers}
    left = TAR_BYTES
    for digest, blob in blobs.items():
        layer = by_digest.get(digest)
        if layer is None:
            raise RecordingInvalid(f"expected blobs of the layers alone, got {digest[:80]}")
        actual = f"sha256:{hashlib.sha256(blob).hexdigest()}"
        _expect(actual == digest, f"the blob {digest}", actual)
        _expect(len(blob) == layer.size, f"{layer.size} bytes of {digest}", len(blob))
        stream = TarStream(io.BytesIO(blob), left)
        try:
            stream.finish(digest, layer.diff_id)
        except LayerInvalid as error:
            raise RecordingInvalid(f"in the blob {digest}: {error}") from error
        left -= stream.size
        _expect(stream.size == layer.unpacked_size, f"{layer.unpacked_size} bytes unpacked", stream.size)


class _Replay:
    """Walks the log as a page does, which breaks off at what cannot have happened."""

    def __init__(self) -> None:
        self.layers: list[LayerRecorded] = []
        self.piles = [self.layers]
        """The image's, then those of stages that stay behind."""
        self._steps: list[str] = []
        self._image: ImageRecorded | None = None

    def take(self, entry: Entry) -> None:
        match entry.event:
            case Planned(steps):
                _expect(not self._steps, "one plan", "two")
                self._steps = ["pending" if step.makes_layer else "settings" for step in steps]
            case StepStarted(step):
                self._move(step, ("pending",), "running")
            case StepFinished(step):
                self._move(step, ("pending", "running"), "finished")
            case StepFailed(step):
                self._move(step, ("pending", "running"), "failed")
            case StepExplained(step, reason):
                self._move(step, ("finished",), "finished")
                for other in (reason.culprit, *reason.chain):
                    self._check_step(other)
            case LayerRecorded():
                self._add(self.layers, entry.event)
            case ImageRecorded(size=size, layer_count=layers):
                _expect(self._image is None, "one image", "several")
                _expect(layers == len(self.layers), f"{len(self.layers)} layers in the image", layers)
                _check_size(size, self.layers)
                _check_digests(entry.event.config_digest)
                if entry.event.manifest_digest:
                    _check_digests(entry.event.manifest_digest)
                self._image = entry.event
            case StageRecorded():
                self._add_stage(entry.event)
            case ArtefactCopied(step=step, layer=layer, count=count, bytes=size, paths=paths):
                self._check_step(step)
                _expect(0 <= layer < MAX_LAYERS, "a layer", layer)
                _expect(len(paths) <= count, f"a count of at least {len(paths)}", count)
                _expect(0 <= size <= LARGEST, f"a size from 0 to {LARGEST}", size)
            case Linted(url=url, line=line, end_line=end):
                _expect(0 < line <= end <= EXACT, "lines from 1", f"{line} to {end}")
                _expect(not url or url.startswith(RULES), f"a page below {RULES}", url)
            case Logged(step) | Failed(step=step):
                self._check_step(step)
            case _:
                pass

    def _add_stage(self, stage: StageRecorded) -> None:
        _expect(len(self.piles) < MAX_STAGES, f"at most {MAX_STAGES} stages", len(self.piles) + 1)
        _check_digests(stage.manifest_digest)
        pile: list[LayerRecorded] = []
        for layer in stage.layers:
            self._add(pile, layer)
        _check_size(stage.size, pile)
        self.piles.append(pile)

    def _add(self, pile: list[LayerRecorded], layer: LayerRecorded) -> None:
        self._check_step(layer.step)
        _expect(layer.index == len(pile) < MAX_LAYERS, f"layer {len(pile)}", layer.index)
        _check_digests(layer.digest, layer.diff_id, layer.chain_id)
        _expect(_MEDIA_TYPE.fullmatch(layer.media_type) is not None, "a media type", layer.media_type)
        for size in (layer.size, layer.unpacked_size):
            _expect(0 <= size <= LARGEST, f"a size from 0 to {LARGEST}", size)
        pile.append(layer)

    def _move(self, step: int, before: Iterable[str], after: str) -> None:
        self._check_step(step)
        _expect(self._steps[step] in before, f"step {step} to be {' or '.join(before)}", self._steps[step])
        self._steps[step] = after

    def _check_step(self, step: int | None) -> None:
        _expect(step is None or 0 <= step < len(self._steps), f"a step below {len(self._steps)}", step)


def _check_wire(entry: Entry) -> None:
    """That it is the same after being sent: JSON knows no infinity, and a page no larger whole numbers."""
    wire = to_wire(entry)
    _expect(_exact(wire), f"whole numbers of at most 2**53 in event {entry.seq}", "a larger one")
    again = from_wire(msgspec.json.decode(msgspec.json.encode(wire)))
    _expect(again == entry, f"event {entry.seq} to be what it says", "what JSON cannot carry")


def _exact(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_exact, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_exact, value))
    return not isinstance(value, int) or abs(value) <= EXACT


def _check_pile(layers: Sequence[LayerRecorded]) -> None:
    expected = chain_ids([layer.diff_id for layer in layers])
    for layer, chain_id in zip(layers, expected, strict=True):
        _expect(layer.chain_id == chain_id, f"the chainID {chain_id}", layer.chain_id)


def _check_size(size: int, pile: Sequence[LayerRecorded]) -> None:
    total = sum(layer.size for layer in pile)
    _expect(size == total, f"an image of {total} bytes", size)


def _check_digests(*digests: str) -> None:
    for digest in digests:
        _expect(_DIGEST.fullmatch(digest) is not None, "sha256: and 64 hex digits", digest)


def _check_changes(changes: Sequence[Change], layer: LayerRecorded) -> None:
    last: str | None = None
    for change in changes:
        parts = change.path.split("/") if change.path else []
        plain = len(change.path) <= PATH_LENGTH and not {"", ".", ".."}.intersection(parts)
        _expect(plain, "a plain path relative to the root", change.path)
        _expect(last is None or change.path > last, "paths in order, each once", change.path)
        _expect(0 <= change.size <= LARGEST, f"a size from 0 to {LARGEST}", change.size)
        last = change.path
    found, told = count(changes), layer.files
    for name in ("added", "changed", "deleted"):
        expected, came = getattr(told, name), getattr(found, name)
        _expect(came == expected, f"{expected} {name} paths in layer {layer.index}", came)


def _expect(fine: bool, expected: str, came: object) -> None:
    if not fine:
        raise RecordingInvalid(f"expected {expected}, got {str(came)[:100]}")
