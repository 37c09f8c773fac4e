"""A layer blob as its tar, verified while it is read: the blob's own digest, and the tar's (the diffID)."""

import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 256 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class LayerInvalid(Exception):
    """A blob that is not a layer, or not the layer it should be. Says what was expected and what came."""


class TarStream:
    """Reads forward only. Memory is bounded by CHUNK and by the largest `read`."""

    def __init__(self, blob: BinaryIO, max_size: int) -> None:
        self._blob_hash, self._tar_hash = hashlib.sha256(), hashlib.sha256()
        self._chunks = self._unpack(blob)
        self._max_size = max_size
        self._held = b""
        self._start = 0
        self.size = 0
        """Bytes of the tar that have been unpacked so far."""

    def read(self, count: int) -> bytes:
        """Exactly `count` bytes, or fewer at the end."""
        end = self._start + count
        if end <= len(self._held):
            part = self._held[self._start : end]
            self._start = end
            return part
        parts = [self._held[self._start :]]
        missing = count - len(parts[0])
        while missing > 0 and self._next():
            parts.append(self._held[:missing])
            self._start = min(missing, len(self._held))
            missing -= len(parts[-1])
        return b"".join(parts)

    def skip(self, count: int) -> int:
        """How many bytes there were to skip, at most `count`."""
        left = count
        while True:
            step = min(left, len(self._held) - self._start)
            self._start += step
            left -= step
            if not left or not self._next():
                return count - left

    def finish(self, digest: str, diff_id: str) -> None:
        """Reads what is left. Raises LayerInvalid where either digest is another one."""
        while self._next():
            pass
        for name, expected, found in (
            ("digest", digest, self._blob_hash),
            ("diffID", diff_id, self._tar_hash),
        ):
            if expected != (actual := f"sha256:{found.hexdigest()}"):
                raise LayerInvalid(f"expected the {name} {expected}, the layer's is {actual}")

    def _next(self) -> bool:
        self._start = 0
        self._held = next(self._chunks, b"")
        self._tar_hash.update(self._held)
        self.size += len(self._held)
        if self.size > self._max_size:
            raise LayerInvalid(f"expected a layer of at most {self._max_size} bytes unpacked, got more")
        return bool(self._held)

    def _unpack(self, blob: BinaryIO) -> Iterator[bytes]:
        chunks = self._read_blob(blob)
        first = next(chunks, b"")
        if first.startswith(_ZSTD):
            raise LayerInvalid("expected a gzip or plain layer, got zstd, which cannot be read yet")
        if first.startswith(_GZIP):
            yield from _gunzip(first, chunks)
        else:
            yield first
            yield from chunks

    def _read_blob(self, blob: BinaryIO) -> Iterator[bytes]:
        while chunk := blob.read(CHUNK):
            self._blob_hash.update(chunk)
            yield chunk


def _gunzip(first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Every member, one after another. Raises LayerInvalid."""
    unpacker, pending = zlib.decompressobj(wbits=31), first
    while True:
        try:
            part = unpacker.decompress(pending, CHUNK)
        except zlib.error as error:
            raise LayerInvalid(f"expected gzip, got something else: {error}") from error
        if part:
            yield part
        if unpacker.eof:
            pending = unpacker.unused_data or next(chunks, b"")
            if not pending:
                return
            unpacker = zlib.decompressobj(wbits=31)
        elif unpacker.unconsumed_tail or len(part) == CHUNK:
            pending = unpacker.unconsumed_tail
        elif not (pending := next(chunks, b"")):
            raise LayerInvalid("expected the end of the gzip stream, the blob ends before it")
