"""Containers and their writable layers."""

from typing import Literal

import msgspec

from builds.events.event import Event

Was = Literal["new", "stopped", "running"]


class ContainerStarted(Event, frozen=True, tag="container_started"):
    """`command` runs in a container. `image` is the digest of the image's manifest; a container that is
    `kept` stays on the engine; `was` tells what became of an earlier one: started again, or entered."""

    container: str
    image: str
    command: tuple[str, ...]
    kept: bool = False
    was: Was = "new"


class Exited(Event, frozen=True, tag="exited"):
    """The container's process ended by itself; `killed` where its memory limit ended it."""

    code: int
    killed: bool = False


class ContainerRemoved(Event, frozen=True, tag="container_removed"):
    """`size` is what its writable layer held on disk."""

    container: str
    size: int


class WrittenPath(msgspec.Struct, frozen=True):
    """A path in a container's writable layer, as the daemon says; `size` is the whole file's."""

    path: str
    change: Literal["added", "changed", "deleted"]
    type: str
    size: int


class Diffed(Event, frozen=True, tag="diffed"):
    """`size` is what the writable layer holds on disk, copies of the image's own files included. The daemon
    leaves out of `paths` a copy that differs in nothing it compares: mode, owner, size, date to the second.
    `left_out` counts paths beyond a limit."""

    container: str
    size: int
    paths: tuple[WrittenPath, ...]
    left_out: int = 0


class MountsRead(Event, frozen=True, tag="mounts_read"):
    """The overlay that the container's root is, as its kernel has it: `lower` folders, topmost first."""

    container: str
    lower: tuple[str, ...]
    upper: str
    work: str
    merged: str


class UpperEntry(msgspec.Struct, frozen=True):
    """`type` is `whiteout` for the mark of a deletion."""

    path: str
    type: str
    size: int


class UpperListed(Event, frozen=True, tag="upper_listed"):
    """What lies in the overlay's upper folder: unlike what the daemon lists, also copies that differ in
    nothing. `left_out` counts entries beyond a limit."""

    container: str
    entries: tuple[UpperEntry, ...]
    left_out: int = 0


class Committed(Event, frozen=True, tag="committed"):
    """The image that was made, as the container's image, `original`, still is: digests of manifests."""

    container: str
    image: str
    original: str
