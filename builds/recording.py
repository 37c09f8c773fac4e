"""The recording file: a real build's log and its layers' listings, enough to replay it without an engine.

One JSON object. Of another format or version, or inconsistent in itself, it is refused as a whole.

    format, version   "layerlab-recording", 1
    note              says in words that this is a recording and not a live build
    name, recorded_at a slug; Unix seconds
    request           what was asked for: Dockerfile, files, arguments
    engine            package name → version of what built it
    events            the log as on the wire: seq from 1 without gaps, the last one terminal
    listings          chainID → base64 of the packed listing (builds.oci.listing)
    evidence          optional: BuildKit's own messages and documents, from which the events were made
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from builds.events import (
    TERMINAL,
    Entry,
    Failed,
    LayerRecorded,
    Logged,
    Planned,
    StepExplained,
    StepFailed,
    StepFinished,
    StepStarted,
    from_wire,
    to_wire,
)
from builds.oci.listing import Change, unpack
from builds.oci.stream import LayerInvalid
from builds.request import BuildRequest
from builds.status import StatusMessage

FORMAT: Literal["layerlab-recording"] = "layerlab-recording"
VERSION: Literal[1] = 1
NOTE = "A recording of a real build, replayed. Nothing is built while you look at it."
MAX_BYTES = 200_000
"""Of a recording in the repository."""
IMPORT_BYTES = 32 * 1024 * 1024
"""Of one that is imported."""
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class RecordingInvalid(Exception):
    """Says what was expected and what came."""


class BuildKitEvidence(msgspec.Struct, frozen=True, omit_defaults=True):
    """`messages` lack the transfer statuses; `documents` are index, manifest and config by digest."""

    messages: tuple[StatusMessage, ...]
    exit_code: int
    text: str
    metadata: msgspec.Raw = msgspec.Raw(b"null")
    documents: dict[str, str] = {}


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal["layerlab-recording"] = FORMAT
    version: Literal[1] = VERSION
    note: str = NOTE
    name: str
    recorded_at: float
    engine: dict[str, str]
    images: tuple[str, ...]
    """The base images that were on offer."""
    request: BuildRequest
    events: tuple[dict[str, object], ...]
    listings: dict[str, bytes] = {}
    evidence: BuildKitEvidence | None = None

    def entries(self) -> Iterator[Entry]:
        return map(from_wire, self.events)

    def changes(self, chain_id: str) -> tuple[Change, ...]:
        return unpack(self.listings[chain_id])


def to_events(entries: Iterator[Entry]) -> tuple[dict[str, object], ...]:
    return tuple(to_wire(entry) for entry in entries)


def encode(recording: Recording) -> bytes:
    """One event and one message a line, for a readable difference."""
    return msgspec.json.format(msgspec.json.encode(recording), indent=1)


def decode(content: bytes) -> Recording:
    """Raises RecordingInvalid."""
    if len(content) > IMPORT_BYTES:
        raise RecordingInvalid(f"expected at most {IMPORT_BYTES} bytes, got {len(content)}")
    try:
        recording = msgspec.json.decode(content, type=Recording)
        _check_log(list(recording.entries()))
        _check_listings(recording)
    except (msgspec.DecodeError, LayerInvalid, KeyError, ValueError) as error:
        raise RecordingInvalid(f"expected a recording of version {VERSION}: {error}") from error
    return recording


def _check_log(entries: list[Entry]) -> None:
    if [entry.seq for entry in entries] != list(range(1, len(entries) + 1)):
        raise RecordingInvalid("expected events numbered from 1 without gaps")
    terminal = [isinstance(entry.event, TERMINAL) for entry in entries]
    if not terminal or not terminal[-1] or any(terminal[:-1]):
        raise RecordingInvalid("expected exactly one terminal event, the last one")
    steps = layers = 0
    for entry in entries:
        match entry.event:
            case Planned(planned):
                steps = len(planned)
            case LayerRecorded(index=index, step=step):
                _check_step(step, steps)
                if index != layers:
                    raise RecordingInvalid(f"expected layer {layers}, got {index}")
                layers += 1
            case StepExplained(step, reason):
                _check_step(step, steps)
                for other in (reason.culprit, *reason.chain):
                    _check_step(other, steps)
            case StepStarted(step) | StepFinished(step) | StepFailed(step) | Logged(step) | Failed(step=step):
                _check_step(step, steps)
            case _:
                pass


def _check_step(step: int | None, count: int) -> None:
    if step is not None and not 0 <= step < count:
        raise RecordingInvalid(f"expected a step below {count}, got {step}")


def _check_listings(recording: Recording) -> None:
    chains = {entry.event.chain_id for entry in recording.entries() if isinstance(entry.event, LayerRecorded)}
    if chains != set(recording.listings):
        raise RecordingInvalid("expected a listing for every layer, and for no other")
    for packed in recording.listings.values():
        unpack(packed)
