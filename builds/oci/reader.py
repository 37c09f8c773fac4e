"""Reads a layer: its tar's entries, whiteouts and opaque directories become changes to the layers below."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import BinaryIO

import msgspec
from msgspec.structs import replace

from builds.oci.compression import LayerInvalid
from builds.oci.listing import Change, LayerFacts, ListedLayer, What, count, pack
from builds.oci.lower import LowerLayers
from builds.oci.paths import normal_path
from builds.oci.stream import TarStream
from builds.oci.tar import read_entries

MAX_ENTRIES = 200_000
MAX_UNPACKED = 8 * 1024**3
WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"
NAMELESS = {WHITEOUT, f"{WHITEOUT}.", f"{WHITEOUT}.."}


class Limits(msgspec.Struct, frozen=True):
    """Of one layer: its tar's bytes, and how many entries that has."""

    unpacked: int = MAX_UNPACKED
    entries: int = MAX_ENTRIES


DEFAULT = Limits()


def read_layer(
    blob: BinaryIO, digest: str | None, diff_id: str, lower: LowerLayers, limits: Limits = DEFAULT
) -> tuple[ListedLayer, tuple[Change, ...]]:
    """Reads the blob to its end and puts the layer on top of `lower`. `digest` may be unknown.

    Raises LayerInvalid where it is not a layer or either digest does not fit.
    """
    stream = TarStream(blob, limits.unpacked)
    entries = read_entries(stream, limits.entries)
    first = [*islice(entries, 1)]
    changes = find_changes(chain(first, entries), lower)
    found = stream.finish(digest, diff_id)
    lower.put(changes)
    facts = LayerFacts(stream.size, not first, count(changes))
    return ListedLayer(diff_id, found, facts, pack(changes)), changes


def find_changes(entries: Iterable[Change], lower: LowerLayers) -> tuple[Change, ...]:
    """In order of path. An entry that comes twice counts as it comes last, as it would be unpacked."""
    rows: dict[str, Change] = {}
    whiteouts, opaque = set[str](), set[str]()
    upon = bool(lower)
    for entry in entries:
        path = entry.path
        if WHITEOUT in path and _marks(path, whiteouts, opaque):
            continue
        if entry.type == "hardlink":
            entry = replace(entry, content=_content(entry.target, rows, lower))
        if upon and (below := lower.find(path)):
            entry = _compared(entry, below)
        rows[path] = entry
    rows.pop("", None)
    if whiteouts or opaque:
        _hide(rows, whiteouts, opaque, lower)
    return tuple(rows[path] for path in sorted(rows))


def _marks(path: str, whiteouts: set[str], opaque: set[str]) -> bool:
    """Whether it is a whiteout or an opaque directory's mark, which is then noted, or bookkeeping of old."""
    folder, _, name = path.rpartition("/")
    if name == OPAQUE:
        opaque.add(folder)
    elif name in NAMELESS:
        raise LayerInvalid(f"expected a name after .wh., got {name[len(WHITEOUT) :] or 'none'}")
    elif name.startswith(WHITEOUT) and not name.startswith(WHITEOUT * 2):
        whiteouts.add(f"{folder}/{name[len(WHITEOUT) :]}".lstrip("/"))
    return name.startswith(WHITEOUT)


def _compared(entry: Change, below: Change) -> Change:
    what = differences(below, entry)
    nothing = not what or (entry.type == "directory" and what == ("mtime",))
    return replace(entry, change="touched" if nothing else "changed", what=what)


def differences(below: Change, above: Change) -> tuple[What, ...]:
    """In what a path differs; of another type in that alone. A hard link is the file that it leads to."""
    kind = _kind(above)
    if _kind(below) != kind:
        return ("type",)
    found: dict[What, bool] = {
        "content": kind == "file" and (above.content is None or below.content != above.content),
        "device": below.device != above.device,
        "target": kind == "symlink" and below.target != above.target,
        "mode": below.mode != above.mode,
        "owner": (below.uid, below.gid) != (above.uid, above.gid),
        "mtime": below.mtime != above.mtime,
        "xattrs": below.xattrs != above.xattrs,
    }
    return tuple(name for name, differs in found.items() if differs)


def _kind(change: Change) -> str:
    return "file" if change.type == "hardlink" else change.type


def _content(target: str | None, rows: dict[str, Change], lower: LowerLayers) -> bytes | None:
    path = normal_path(target or "")
    found = rows.get(path) or lower.find(path)
    return found.content if found else None


def _hide(rows: dict[str, Change], whiteouts: set[str], opaque: set[str], lower: LowerLayers) -> None:
    """A whiteout never hides what the same layer holds: of a directory it then hides what lay in it."""
    present, weights = _with_parents(chain(rows, opaque)), lower.weights()
    for path in whiteouts:
        if path not in present:
            rows[path] = replace(_deleted(path, lower.find(path), weights), whiteout=True)
        elif path not in rows or rows[path].type == "directory":
            opaque.add(path)
    for path in opaque:
        row = rows.get(path) or _listed(path, lower.find(path), path in whiteouts)
        if row.type == "directory":
            rows[path] = replace(row, opaque=True)
    for path in whiteouts & present:
        rows[path] = replace(rows[path], whiteout=True)
    for folder in _outermost(opaque):
        for below in _hidden(folder, lower, present):
            rows.setdefault(below.path, _deleted(below.path, below, weights))


def _deleted(path: str, below: Change | None, weights: Mapping[str, int]) -> Change:
    if below is None:
        return Change(path, "deleted", "whiteout", 0, 0, 0, 0, 0, None)
    return Change(
        path,
        "deleted",
        below.type,
        below.mode,
        below.uid,
        below.gid,
        weights.get(path, below.size),
        below.mtime,
        below.target,
        device=below.device,
    )


def _listed(path: str, below: Change | None, anew: bool) -> Change:
    """A directory that the layer speaks of without an entry for it."""
    if below and below.type == "directory" and not anew:
        return replace(below, change="touched", what=(), opaque=False, whiteout=False)
    made = Change(path, "added" if path else "touched", "directory", 0o755, 0, 0, 0, 0, None)
    return _compared(made, below) if below else made


def _with_parents(paths: Iterable[str]) -> set[str]:
    present = set[str]()
    for path in paths:
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


def _hidden(folder: str, lower: LowerLayers, present: set[str]) -> Iterator[Change]:
    """The topmost paths below an opaque directory that lay there and are not in this layer again."""
    waiting = [*lower.inside(folder)]
    while waiting:
        below = waiting.pop()
        if below.path in present:
            waiting.extend(lower.inside(below.path))
        else:
            yield below
