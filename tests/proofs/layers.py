"""What a layer changes in the layers below, worked out from whole trees before and after."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from tests.proofs.trees import OPAQUE, WHITEOUT, Node, Tree

NOTHING = Node("whiteout", 0, 0, 0, 0, 0, None)
METADATA = frozenset({"target", "mode", "owner", "mtime"})


class Found(msgspec.Struct, frozen=True):
    """One path that a layer holds or deletes: `node` as the layer lists it, or as it lay below, a$
    the bytes of all that was in it."""

    path: str
    change: Literal["added", "changed", "deleted", "touched"]
    node: Node
    what: frozenset[str] = frozenset()
    opaque: bool = False
    whiteout: bool = False


def changes(below: Tree, above: Tree, entries: Sequence[tuple[str, Node]]) -> list[Found]:
    """In order of path. Of a deleted tree only its top; what lay in a directory that is none any more is not
    named; a whiteout of nothing is."""
    whiteouts, opaque = (
        set(_marked(entries)),
        {p.rpartition("/")[0] for p, _ in entries if _name(p) == OPAQUE},
    )
    found = {path: Found(path, "deleted", NOTHING, whiteout=True) for path in whiteouts}
    found |= {
        path: _compared(path, node, below, above, path in opaque, path in whiteouts)
        for path, node in entries
        if path and not _name(path).startswith(WHITEOUT)
    }
    found |= {
        path: Found(path, "deleted", _lost(path, below), whiteout=path in whiteouts)
        for path in _tops(below, above)
    }
    return [found[path] for path in sorted(found)]


def counts(found: Sequence[Found]) -> Mapping[str, int]:
    kinds = [each.change for each in found]
    return {
        **{kind: kinds.count(kind) for kind in ("added", "changed", "deleted", "touched")},
        "metadata": sum(each.change == "changed" and each.what <= METADATA for each in found),
        "opaque": sum(each.opaque for each in found),
    }


def _compared(path: str, node: Node, below: Tree, above: Tree, opaque: bool, whiteout: bool) -> Found:
    if path not in below:
        return Found(path, "added", node, frozenset(), opaque, whiteout)
    what = frozenset(_differences(below[path], above[path]))
    same = what <= ({"mtime"} if node.type == "directory" else set())
    return Found(path, "touched" if same else "changed", node, what, opaque, whiteout)


def _differences(before: Node, after: Node) -> Iterator[str]:
    if before.type != after.type:
        yield "type"
        return
    aspects = {
        "content": (before.content, after.content),
        "target": (before.target, after.target),
        "mode": (before.mode, after.mode),
        "owner": ((before.uid, before.gid), (after.uid, after.gid)),
        "mtime": (before.mtime, after.mtime),
    }
    yield from (name for name, (one, other) in aspects.items() if one != other)


def _tops(below: Tree, above: Tree) -> Iterator[str]:
    for path in below:
        folder = path.rpartition("/")[0]
        if path not in above and (not folder or (folder in above and above[folder].type == "directory")):
            yield path


def _lost(path: str, below: Tree) -> Node:
    node = below[path]
    inside = [node, *(other for name, other in below.items() if name.startswith(f"{path}/"))]
    size = sum(each.size for each in inside if each.hard is None)
    if node.hard is not None:
        return msgspec.structs.replace(node, type="hardlink", target=node.hard, size=size, content=None)
    return msgspec.structs.replace(node, size=size, content=None)


def _marked(entries: Sequence[tuple[str, Node]]) -> Iterator[str]:
    for path, _ in entries:
        if _name(path).startswith(WHITEOUT) and _name(path) != OPAQUE:
            yield f"{path.rpartition('/')[0]}/{_name(path).removeprefix(WHITEOUT)}".lstrip("/")


def _name(path: str) -> str:
    return path.rpartition("/")[2]
