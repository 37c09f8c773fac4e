"""What a layer changes in the layers below: its tar's entries, whiteouts and opaque folders as changes."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, Literal

import msgspec

from builds.events import FileCounts
from builds.oci.stream import LayerInvalid, TarStream
from builds.oci.tar import TarEntry, read_entries

MAX_ENTRIES = 200_000
MAX_UNPACKED = 4 * 1024**3
WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
LISTING_BYTES = 128 * 1024 * 1024
_FORMAT = b"\x01"


class Change(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One path that a layer adds, changes or deletes.

    A folder that is listed again only because something in it changed is "changed": its date is stored anew.
    Of a deleted tree there is only the topmost path; its `type` is what lay there, `whiteout` for nothing.
    """

    path: str
    change: Literal["added", "changed", "deleted"]
    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None


class LayerFacts(msgspec.Struct, frozen=True):
    """What is worth a column: `unpacked_size` is the tar's bytes; `empty` says that it holds no entry."""

    unpacked_size: int
    empty: bool
    files: FileCounts


class ListedLayer(msgspec.Struct, frozen=True):
    """A layer read for the first time. `packed` is its listing, for `unpack`."""

    diff_id: str
    digest: str
    facts: LayerFacts
    packed: bytes


class _Node:
    """A path in the layers below."""

    __slots__ = ("children", "type")

    def __init__(self, kind: str) -> None:
        self.type = kind
        self.children: dict[str, _Node] = {}


class LowerLayers:
    """The file tree that the layers taken in so far make together."""

    def __init__(self) -> None:
        self._root = _Node("directory")

    def apply(self, changes: Iterable[Change]) -> None:
        """Put a layer, as its changes, on top."""
        changes = list(changes)
        for change in changes:
            if change.change == "deleted":
                self._remove(change.path)
        for change in changes:
            if change.change != "deleted":
                self._add(change.path, change.type)

    def find(self, path: str) -> _Node | None:
        node: _Node | None = self._root
        for name in filter(None, path.split("/")):
            node = node.children.get(name) if node else None
        return node

    def _remove(self, path: str) -> None:
        parent, _, name = path.rpartition("/")
        if node := self.find(parent):
            node.children.pop(name, None)

    def _add(self, path: str, kind: str) -> None:
        *parents, name = path.split("/")
        node = self._root
        for part in parents:
            node = node.children.setdefault(part, _Node("directory"))
            node.type = "directory"  # whatever a tar at odds with itself says of it
        there = node.children.get(name)
        if there is None or kind != "directory" or there.type != "directory":
            node.children[name] = _Node(kind)


def read_layer(
    blob: BinaryIO, digest: str, diff_id: str, lower: LowerLayers
) -> tuple[ListedLayer, tuple[Change, ...]]:
    """Reads the blob to its end and puts the layer on top of `lower`.

    Raises LayerInvalid where it is not a layer or either digest does not fit.
    """
    stream = TarStream(blob, MAX_UNPACKED)
    entries = list(read_entries(stream, MAX_ENTRIES))
    stream.finish(digest, diff_id)
    changes = find_changes(entries, lower)
    lower.apply(changes)
    facts = LayerFacts(stream.size, not entries, count(changes))
    return ListedLayer(diff_id, digest, facts, pack(changes)), changes


def find_changes(entries: Iterable[TarEntry], lower: LowerLayers) -> tuple[Change, ...]:
    """In order of path. An entry that comes twice counts as it comes last, as it would be unpacked."""
    changes: dict[str, Change] = {}
    opaque: list[str] = []
    for entry in entries:
        folder, _, name = entry.path.rpartition("/")
        if name == OPAQUE:
            opaque.append(folder)
        elif name.startswith(WHITEOUT):
            _whiteout(changes, folder, name, lower)
        elif entry.path:
            changes[entry.path] = _change(entry, "changed" if lower.find(entry.path) else "added")
    present = _with_parents(path for path, change in changes.items() if change.change != "deleted")
    for folder in _outermost(opaque):
        changes.update({path: _deleted(path, kind) for path, kind in _hidden(folder, lower, present)})
    return tuple(changes[path] for path in sorted(changes))


def count(changes: Iterable[Change]) -> FileCounts:
    totals = {"added": 0, "changed": 0, "deleted": 0}
    for change in changes:
        totals[change.change] += 1
    return FileCounts(**totals)


def pack(changes: Sequence[Change]) -> bytes:
    """For keeping; versioned."""
    return _FORMAT + zlib.compress(msgspec.msgpack.encode(changes), 6)


def unpack(packed: bytes) -> tuple[Change, ...]:
    """The inverse of `pack`. Raises LayerInvalid for what is not a listing of this version."""
    if not packed.startswith(_FORMAT):
        raise LayerInvalid(f"expected a listing of format {_FORMAT!r}, got {packed[:1]!r}")
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(packed[1:], LISTING_BYTES)
        if not unpacker.eof:
            raise LayerInvalid(f"expected a whole listing of at most {LISTING_BYTES} bytes")
        return msgspec.msgpack.decode(content, type=tuple[Change, ...])
    except (zlib.error, msgspec.DecodeError) as error:
        raise LayerInvalid(f"expected a listing: {error}") from error


def _whiteout(changes: dict[str, Change], folder: str, name: str, lower: LowerLayers) -> None:
    """Never hides what the same layer holds. `.wh..wh.` begins the bookkeeping of older engines."""
    path = f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/")
    if name == WHITEOUT:
        raise LayerInvalid("expected a name after .wh., got none")
    if not name.startswith(WHITEOUT * 2) and path not in changes:
        there = lower.find(path)
        changes[path] = _deleted(path, there.type if there else "whiteout")


def _change(entry: TarEntry, kind: Literal["added", "changed"]) -> Change:
    return Change(
        entry.path, kind, entry.type, entry.mode, entry.uid, entry.gid, entry.size, entry.mtime, entry.target
    )


def _deleted(path: str, kind: str) -> Change:
    return Change(path, "deleted", kind, 0, 0, 0, 0, 0, None)


def _with_parents(changes: Iterable[str]) -> set[str]:
    present = set[str]()
    for path in changes:
        while path and path not in present:
            present.add(path)
            path = path.rpartition("/")[0]
    return present


def _outermost(folders: Iterable[str]) -> list[str]:
    """Without those that lie in another one."""
    outer: list[str] = []
    for folder in sorted(set(folders), key=lambda path: path.split("/")):
        if not outer or not f"{folder}/".startswith(f"{outer[-1]}/".lstrip("/")):
            outer.append(folder)
    return outer


def _hidden(folder: str, lower: LowerLayers, present: set[str]) -> Iterator[tuple[str, str]]:
    """The topmost paths below an opaque folder that lay there and are not in this layer again."""
    waiting = [(folder, node)] if (node := lower.find(folder)) else []
    while waiting:
        path, node = waiting.pop()
        for name, child in node.children.items():
            below = f"{path}/{name}".lstrip("/")
            if below in present:
                waiting.append((below, child))
            else:
                yield below, child.type
