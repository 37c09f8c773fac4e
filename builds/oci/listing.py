"""What a layer does to the layers below, path by path, and how that is kept.

A packed listing is one byte, its version, and MessagePack, compressed by zstd in version 2 and by zlib in 1,
which knew neither contents nor what had changed, and is still read.
"""

import zlib
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from backports import zstd

from builds.events import FileCounts
from builds.oci.compression import LayerInvalid

LISTING_BYTES = 128 * 1024 * 1024
"""The longest listing unpacked."""
_FIRST, _CURRENT = b"\x01", b"\x02"
FORMAT = _CURRENT[0]
What = Literal["type", "content", "device", "target", "mode", "owner", "mtime", "xattrs"]
METADATA: frozenset[What] = frozenset(("target", "mode", "owner", "mtime", "xattrs"))


class Change(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One path that a layer holds, or deletes.

    `change` compares it with the layers below. "changed": it lay there, and differs in `what`. "touched": it
    is stored again without a difference; a directory also where only its date differs, since a tar lists the
    directories around all that changed. Of a deleted tree there is only the topmost path, as it lay there,
    its `size` that of all files in it; `type` is "whiteout" where nothing lay there.

    `path` is relative to the root, and empty for the root. `size` is a file's own, holes included; `target`
    where a link leads, else None; `mtime` whole seconds.
    """

    path: str
    change: Literal["added", "changed", "deleted", "touched"]
    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None
    what: tuple[What, ...] = ()
    opaque: bool = False
    """A directory that hides all that the layers below have in it."""
    whiteout: bool = False
    """The layer has a whiteout of this very path. What is deleted without one lay in an opaque directory."""
    device: tuple[int, int] | None = None
    content: bytes | None = None
    """The SHA-256 of a file's bytes; of a hard link, those of its target."""
    xattrs: bytes | None = None
    """A SHA-256 of its extended attributes."""


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


def count(changes: Iterable[Change]) -> FileCounts:
    totals = {"added": 0, "changed": 0, "deleted": 0, "touched": 0}
    metadata = opaque = 0
    for change in changes:
        totals[change.change] += 1
        metadata += change.change == "changed" and METADATA.issuperset(change.what)
        opaque += change.opaque
    return FileCounts(**totals, metadata=metadata, opaque=opaque)


def pack(changes: Sequence[Change]) -> bytes:
    return _CURRENT + zstd.compress(msgspec.msgpack.encode(changes), 3)


def unpack(packed: bytes, limit: int = LISTING_BYTES) -> tuple[Change, ...]:
    """The inverse of `pack`. Raises LayerInvalid for what is not a listing of a version known."""
    if packed[:1] not in (_FIRST, _CURRENT):
        raise LayerInvalid(f"expected a listing of format {_CURRENT!r}, got {packed[:1]!r}")
    unpacker = zlib.decompressobj() if packed[:1] == _FIRST else zstd.ZstdDecompressor()
    try:
        content = unpacker.decompress(packed[1:], limit)
        if not unpacker.eof:
            raise LayerInvalid(f"expected a whole listing of at most {limit} bytes")
        changes = msgspec.msgpack.decode(content, type=tuple[Change, ...])
    except (zlib.error, zstd.ZstdError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise LayerInvalid(f"expected a listing: {error}") from error
    return changes if packed[:1] == _CURRENT else tuple(map(_upgraded, changes))


def _upgraded(change: Change) -> Change:
    """The first version told no whiteout from an opaque directory; BuildKit writes whiteouts only."""
    return msgspec.structs.replace(change, whiteout=True) if change.change == "deleted" else change
