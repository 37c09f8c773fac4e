"""The recording file: an operation's log and its layers' listings, enough to replay it without an engine.

One JSON object; docs/recordings.md describes it. Of another format or version, or inconsistent in itself, it
is refused as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from builds.consistency import RecordingInvalid, check_blobs, check_listings, check_log
from builds.events import Entry, from_wire, to_wire
from builds.oci.listing import Change, unpack
from builds.operations.request import REQUESTS, OperationRequest
from builds.request import BuildRequest, ImageRequest
from builds.status import StatusMessage

FORMAT: Literal["layerlab-recording"] = "layerlab-recording"
VERSION: Literal[1] = 1
NOTE = "A recording of a real build, replayed. Nothing is built while you look at it."
MAX_BYTES = 200_000
"""Of a recording in the repository."""
IMPORT_BYTES = 32 * 1024 * 1024
"""Of one that is imported."""
KINDS: Mapping[str, type[BuildRequest | ImageRequest | OperationRequest]] = {
    "build": BuildRequest,
    **REQUESTS,
    "image": ImageRequest,
}
"""What can be recorded, and what was asked for."""


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
    kind: str = "build"
    name: str = ""
    """Of a recording in the repository."""
    recorded_at: float
    engine: dict[str, str]
    images: tuple[str, ...] = ()
    """The base images that were on offer, in the repository."""
    asked: msgspec.Raw = msgspec.field(name="request")
    """By kind, as KINDS has it."""
    events: tuple[dict[str, object], ...]
    listings: dict[str, bytes] = {}
    blobs: dict[str, bytes] = {}
    """Layers by digest, as far as they are kept."""
    evidence: BuildKitEvidence | None = None

    @property
    def request(self) -> BuildRequest:
        """Of a build. Raises msgspec.DecodeError."""
        return msgspec.json.decode(self.asked, type=BuildRequest)

    def entries(self) -> Iterator[Entry]:
        return map(from_wire, self.events)

    def changes(self, chain_id: str) -> tuple[Change, ...]:
        return unpack(self.listings[chain_id])


class _Head(msgspec.Struct, frozen=True):
    format: object = None
    version: object = None


def to_events(entries: Iterable[Entry]) -> tuple[dict[str, object], ...]:
    return tuple(to_wire(entry) for entry in entries)


def encode(recording: Recording) -> bytes:
    """One event and one message a line, for a readable difference."""
    return msgspec.json.format(msgspec.json.encode(recording), indent=1)


def decode(content: bytes) -> Recording:
    """Raises RecordingInvalid."""
    if len(content) > IMPORT_BYTES:
        raise RecordingInvalid(f"expected at most {IMPORT_BYTES} bytes, got {len(content)}")
    try:
        _check_head(msgspec.json.decode(content, type=_Head))
        recording = msgspec.json.decode(content, type=Recording)
        asked_of(recording)
        layers = check_log(list(recording.entries()))
    except (msgspec.DecodeError, RecursionError, KeyError, ValueError) as error:
        raise RecordingInvalid(f"expected a recording of version {VERSION}: {error}") from error
    check_listings(layers, recording.listings)
    check_blobs(layers, recording.blobs)
    return recording


def asked_of(recording: Recording) -> BuildRequest | ImageRequest | OperationRequest:
    """Raises RecordingInvalid, msgspec.DecodeError."""
    if recording.kind not in KINDS:
        known = ", ".join(KINDS)
        raise RecordingInvalid(f"expected a recording of {known}; got {recording.kind[:80]}")
    return msgspec.json.decode(recording.asked, type=KINDS[recording.kind])


def _check_head(head: _Head) -> None:
    if head.format != FORMAT:
        raise RecordingInvalid(f"expected a file of the format {FORMAT}, got {str(head.format)[:80]}")
    if head.version != VERSION:
        came = str(head.version)[:80]
        raise RecordingInvalid(
            f"expected version {VERSION} of the format, got version {came}: use the Layerlab that made it"
        )
