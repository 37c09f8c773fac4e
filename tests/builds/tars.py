"""Layers' archives, made by hand and read."""

import io
import tarfile

from builds.oci.listing import Change
from builds.oci.lower import LowerLayers
from builds.oci.manifest import digest_of
from builds.oci.reader import read_layer
from builds.oci.stream import TarStream
from builds.oci.tar import read_entries

TYPES = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "character": tarfile.CHRTYPE,
    "block": tarfile.BLKTYPE,
    "fifo": tarfile.FIFOTYPE,
}


def make_tar(*members: tuple[str, str, bytes] | str, format: int = tarfile.PAX_FORMAT) -> bytes:
    """Each a path (an empty file; a folder where it ends in a slash), or path, type, content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for member in members:
            path, kind, content = (
                (member, "directory" if member.endswith("/") else "file", b"")
                if isinstance(member, str)
                else member
            )
            header = tarfile.TarInfo(path)
            header.type = TYPES[kind]
            header.linkname = content.decode() if kind in ("symlink", "hardlink") else ""
            header.size = len(content) if kind == "file" else 0
            tar.addfile(header, io.BytesIO(content))
    return out.getvalue()


def listed(blob: bytes) -> list[Change]:
    return list(read_entries(TarStream(io.BytesIO(blob), 2**40), 1000))


def layered(*tars: bytes) -> list[tuple[Change, ...]]:
    lower = LowerLayers()
    return [read_layer(io.BytesIO(tar), digest_of(tar), digest_of(tar), lower)[1] for tar in tars]


def seen(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.path, change.change, change.type) for change in changes]
