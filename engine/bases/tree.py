"""A file tree as a list of entries, and the one tar that it makes: same tree, same bytes."""

import io
import tarfile
from collections.abc import Iterable

import msgspec

MTIME = 1_704_067_200
"""2024-01-01T00:00:00Z, the date of every file and image made here."""


class Entry(msgspec.Struct, frozen=True, order=True):
    """`path` is relative and without a slash at its end. All entries belong to root."""

    path: str
    mode: int
    kind: bytes = tarfile.REGTYPE
    content: bytes = b""
    target: str = ""


def directory(path: str, mode: int = 0o755) -> Entry:
    return Entry(path, mode, tarfile.DIRTYPE)


def file(path: str, content: bytes | str, mode: int = 0o644) -> Entry:
    return Entry(path, mode, content=content.encode() if isinstance(content, str) else content)


def symlink(path: str, target: str) -> Entry:
    return Entry(path, 0o777, tarfile.SYMTYPE, target=target)


def make_tar(entries: Iterable[Entry]) -> bytes:
    """Entries sorted by path, so a directory comes before what it holds."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry in sorted(entries):
            header = tarfile.TarInfo(entry.path)
            header.type, header.mode, header.mtime = entry.kind, entry.mode, MTIME
            header.linkname, header.size = entry.target, len(entry.content)
            archive.addfile(header, io.BytesIO(entry.content))
    return buffer.getvalue()
