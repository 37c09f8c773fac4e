"""What the engine service and its clients say to each other.

One message is one JSON object in one packet of a Unix `SOCK_SEQPACKET` socket; a reply may carry one
file descriptor beside it (`SCM_RIGHTS`). A connection has one request under way at a time. Its leases
end when it closes, so a dead worker never keeps an engine.
"""

import re
from typing import Literal, get_args

import msgspec

from engine.limits import Limits

MAX_PACKET = 64 * 1024
"""Bytes in the longest message either side sends."""

PAGE = 200
"""Engines in one answer: they fit a packet."""

LEARNER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


class Message(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    pass


# -- requests ----------------------------------------------------------------------------------------


class Acquire(Message, frozen=True):
    """Lend the learner's engine, starting it if need be, for at most `seconds`."""

    learner: str
    seconds: int
    create: bool = True
    """Whether to make the engine where there is none; else that is `unknown`."""


class Release(Message, frozen=True):
    lease: str


class Reset(Message, frozen=True):
    """Throw the learner's cache away: the next lease finds an empty engine."""

    learner: str


class Remove(Message, frozen=True):
    """Stop the learner's engine and give its disks and its place back."""

    learner: str


class Status(Message, frozen=True):
    """How many engines there are in which state, and what has happened to them."""


class ListEngines(Message, frozen=True):
    """The first engines by name after `after`, PAGE at most. For root alone: a name is what borrows."""

    after: str = ""


class OpenBlob(Message, frozen=True):
    """Open a blob of an engine that this connection leases, read-only."""

    learner: str
    digest: str


class CountOoms(Message, frozen=True):
    """How often the steps of an engine that this connection leases ran out of memory since it started."""

    learner: str


class Relieve(Message, frozen=True):
    """Prune an engine that this connection leases, where a disk is nearly full. Nothing may run on it."""

    learner: str


class Warm(Message, frozen=True):
    """Start the learner's engine before it is needed, if nobody has to make room for it. Answered at once."""

    learner: str


Request = Acquire | Release | Reset | Remove | Status | ListEngines | OpenBlob | CountOoms | Relieve | Warm


# -- replies -----------------------------------------------------------------------------------------


class Leased(Message, frozen=True):
    """Comes with an `O_PATH` descriptor of the engine's socket: connect to `/proc/self/fd/N`."""

    lease: str
    versions: dict[str, str]
    started: bool
    """Whether the engine had to be started for this lease."""
    generation: int
    """Says which disks: another number, greater than all before, means an empty image store."""
    limits: Limits
    """What this engine may use."""
    relief: "Relief | None" = None
    """What was pruned just now, None where no disk was nearly full."""


class Relief(msgspec.Struct, frozen=True):
    """`freed` is in bytes, `full_percent` of the fuller disk, afterwards."""

    freed: int
    full_percent: int


class Relieved(Message, frozen=True):
    """`relief` is None where no disk was nearly full."""

    relief: Relief | None


class Blob(Message, frozen=True):
    """Comes with a read-only descriptor at offset 0."""

    size: int


class Ooms(Message, frozen=True):
    """`limit_mib` is what the engine's steps may use together."""

    count: int
    limit_mib: int


class Done(Message, frozen=True):
    pass


State = Literal["leased", "idle", "starting", "stopping", "stopped", "evicted", "crashed"]
"""`idle` runs for nobody. `stopped` was idle for too long, `evicted` made room for another engine, `crashed`
ended by itself; the disks of all three stay."""
STATES: tuple[State, ...] = get_args(State)


class EngineStatus(msgspec.Struct, frozen=True):
    """`disk_bytes` is what both disks take on the host, `unused_seconds` since the last lease ended."""

    learner: str
    state: State
    leases: int
    unused_seconds: float
    disk_bytes: int


class Tally(msgspec.Struct):
    """What has happened since the service started."""

    started: int = 0
    failed: int = 0
    """Starts that came to nothing."""
    stopped: int = 0
    """After having been idle for too long."""
    evicted: int = 0
    """Stopped to make room for another engine."""
    crashed: int = 0
    pruned: int = 0
    """Disks that were nearly full."""
    removed: int = 0
    """With their disks: unused for too long, or the host's disk or the places ran out."""


class Report(Message, frozen=True):
    versions: dict[str, str]
    """Package name → version of what the engines run."""
    states: dict[State, int]
    """How many engines are in each; every state is there."""
    tally: Tally
    running_limit: int


class Listed(Message, frozen=True):
    engines: list[EngineStatus]
    more: bool


class Refused(Message, frozen=True):
    """`bad_request`, `forbidden` and `unknown` will be refused again; `busy` and `failed` may pass."""

    code: Literal["bad_request", "forbidden", "unknown", "busy", "failed"]
    message: str


Reply = Leased | Relieved | Blob | Ooms | Done | Report | Listed | Refused
