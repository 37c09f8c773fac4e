"""Layers and file systems as Python's `tarfile` and the kernel see them."""

import hashlib
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import msgspec

BLOCK = 1024 * 1024
TYPES = {
    tarfile.REGTYPE: "file",
    tarfile.AREGTYPE: "file",
    tarfile.GNUTYPE_SPARSE: "file",
    tarfile.DIRTYPE: "directory",
    tarfile.SYMTYPE: "symlink",
    tarfile.LNKTYPE: "hardlink",
    tarfile.FIFOTYPE: "fifo",
    tarfile.CHRTYPE: "character",
    tarfile.BLKTYPE: "block",
}
MODES = {
    stat.S_IFREG: "file",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "symlink",
    stat.S_IFIFO: "fifo",
    stat.S_IFCHR: "character",
    stat.S_IFBLK: "block",
}
WHITEOUT = ".wh."
OPAQUE = ".wh..wh..opq"


class Node(msgspec.Struct, frozen=True):
    """What lies at a path. `content` is a regular file's SHA-256; `mtime` in whole seconds, rounded down. In
    a tree, `hard` tells that it is there by a hard link to that path."""

    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None
    content: str | None = None
    hard: str | None = None


Tree = Mapping[str, Node]
"""By path, without a slash at either end. Where a hard link leads is what lies at its path."""


def read_tar(file: IO[bytes]) -> list[tuple[str, Node]]:
    with tarfile.open(fileobj=file, mode="r|", encoding="utf-8", errors="surrogateescape") as tar:
        return [(member.name.removeprefix("./").strip("/"), _node(tar, member)) for member in tar]


def _node(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Node:
    regular = member.isreg()
    content = _digest(tar.extractfile(member)) if regular else None
    return Node(
        TYPES[member.type],
        member.mode & 0o7777,
        member.uid,
        member.gid,
        member.size if regular else 0,
        int(member.mtime // 1),
        member.linkname if member.issym() or member.islnk() else None,
        content,
    )


def _digest(file: IO[bytes] | None) -> str:
    assert file is not None
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def put_on(below: Tree, entries: Sequence[tuple[str, Node]]) -> Tree:
    """The tree once the layer is unpacked upon `below`: whiteouts hide what is below alone."""
    tree = dict(below)
    for path, _ in entries:
        folder, _, name = path.rpartition("/")
        if name == OPAQUE:
            _drop(tree, f"{folder}/" if folder else "")
        elif name.startswith(WHITEOUT):
            _remove(tree, f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/"))
    for path, node in entries:
        if path and not path.rpartition("/")[2].startswith(WHITEOUT):
            if node.type != "directory":
                _drop(tree, f"{path}/")
            tree[path] = _linked(tree, node.target) if node.type == "hardlink" and node.target else node
    return tree


def _linked(tree: Tree, target: str) -> Node:
    return msgspec.structs.replace(tree[target.strip("/")], hard=target)


def walk(root: Path) -> Iterator[tuple[str, Node]]:
    """A folder on disk."""
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            yield str(path.relative_to(root)), _on_disk(path)


def _on_disk(path: Path) -> Node:
    seen = path.lstat()
    kind = MODES[stat.S_IFMT(seen.st_mode)]
    content = None
    if kind == "file":
        with path.open("rb") as file:
            content = _digest(file)
    return Node(
        kind,
        seen.st_mode & 0o7777,
        seen.st_uid,
        seen.st_gid,
        seen.st_size if kind == "file" else 0,
        seen.st_mtime_ns // 10**9,
        str(path.readlink()) if kind == "symlink" else None,
        content,
    )


def _remove(tree: dict[str, Node], path: str) -> None:
    tree.pop(path, None)
    _drop(tree, f"{path}/")


def _drop(tree: dict[str, Node], prefix: str) -> None:
    for path in [path for path in tree if path.startswith(prefix)]:
        del tree[path]
