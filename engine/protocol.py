"""What the engine service and its clients say to each other.

One message is one JSON object in one packet of a Unix `SOCK_SEQPACKET` socket; a reply may carry one
file descriptor beside it (`SCM_RIGHTS`). A connection has one request under way at a time. Its leases
end when it closes, so a dead worker never keeps an engine.
"""

import re
from typing import Literal

import msgspec

from engine.limits import Limits

MAX_PACKET = 64 * 1024
"""Bytes in the longest message either side sends."""

LEARNER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Message(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    pass


# -- requests ----------------------------------------------------------------------------------------


class Acquire(Message, frozen=True):
    """Lend the learner's engine, starting it if need be, for at most `seconds`."""

    learner: str
    seconds: int


class Release(Message, frozen=True):
    lease: str


class Reset(Message, frozen=True):
    """Throw the learner's cache away: the next lease finds an empty engine."""

    learner: str


class Remove(Message, frozen=True):
    """Stop the learner's engine and give its disks and its place back."""

    learner: str


class Status(Message, frozen=True):
    pass


class OpenBlob(Message, frozen=True):
    """Open a blob of the learner's content store, read-only."""

    learner: str
    digest: str


class CountOoms(Message, frozen=True):
    """How often the learner's steps ran out of memory since the engine started."""

    learner: str


Request = Acquire | Release | Reset | Remove | Status | OpenBlob | CountOoms


# -- replies -----------------------------------------------------------------------------------------


class Leased(Message, frozen=True):
    """Comes with an `O_PATH` descriptor of the engine's socket: connect to `/proc/self/fd/N`."""

    lease: str
    versions: dict[str, str]
    started: bool
    """Whether the engine had to be started for this lease."""
    generation: int
    """How often this learner's disks were made anew; a change means an empty image store."""
    limits: Limits
    """What this engine may use."""


class Blob(Message, frozen=True):
    """Comes with a read-only descriptor at offset 0."""

    size: int


class Ooms(Message, frozen=True):
    """`limit_mib` is what the engine's steps may use together."""

    count: int
    limit_mib: int


class Done(Message, frozen=True):
    pass


class EngineStatus(msgspec.Struct, frozen=True):
    learner: str
    state: Literal["stopped", "starting", "ready", "stopping"]
    leases: int
    idle_seconds: float


class Report(Message, frozen=True):
    versions: dict[str, str]
    """Package name → version of what the engines run."""
    engines: list[EngineStatus]
    running_limit: int


class Refused(Message, frozen=True):
    """`bad_request` and `unknown` will be refused again; `busy` and `failed` may pass."""

    code: Literal["bad_request", "unknown", "busy", "failed"]
    message: str


Reply = Leased | Blob | Ooms | Done | Report | Refused
