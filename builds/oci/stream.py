"""A layer blob as its tar, verified while it is read: the blob's own digest, and the tar's (the diffID)."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from typing import BinaryIO, Protocol

from builds.oci.compression import CHUNK, LayerInvalid, LayerTooLarge, is_packed, unpacked

BLOB_CHUNK = 256 * 1024
_SMALL = 64 * 1024
"""Below this, hashing takes less time than telling another thread to."""


class TarStream:
    """Reads forward only. Memory is bounded by CHUNK and by the largest `read`."""

    def __init__(self, blob: BinaryIO, max_size: int) -> None:
        self._blob_hash = self._tar_hash = sha256()
        self._beside = _Beside()
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
        return b"".join(self._parts(count))

    def skip(self, count: int) -> int:
        """How many bytes there were to skip, at most `count`."""
        end = self._start + count
        if end <= len(self._held):
            self._start = end
            return count
        return sum(map(len, self._parts(count)))

    def sha256(self, count: int, padding: int) -> bytes:
        """Of the next `count` bytes, passing over `padding` more. Raises LayerInvalid for fewer."""
        end = self._start + count
        if end + padding <= len(self._held):
            found = sha256(self._held[self._start : end])
            self._start = end + padding
            return found.digest()
        found, there = sha256(), 0
        for part in self._parts(count):
            found.update(part)
            there += len(part)
        if there < count:
            raise LayerInvalid(f"expected {count} bytes of content, the tar ends within them")
        self.skip(padding)
        return found.digest()

    def drain(self) -> tuple[str, str]:
        """Reads what is left: the blob's digest and the tar's."""
        while self._next():
            pass
        self._beside.wait()
        return f"sha256:{self._blob_hash.hexdigest()}", f"sha256:{self._tar_hash.hexdigest()}"

    def finish(self, digest: str | None, diff_id: str) -> str:
        """Reads what is left: the blob's digest. Raises LayerInvalid where that or the diffID differs."""
        found, unpacked_found = self.drain()
        for name, expected, actual in (
            ("digest", digest or found, found),
            ("diffID", diff_id, unpacked_found),
        ):
            if expected != actual:
                raise LayerInvalid(f"expected the {name} {expected}, the layer's is {actual}")
        return found

    def _parts(self, count: int) -> Iterator[memoryview]:
        """The next `count` bytes, piece by piece; fewer at the end."""
        while True:
            part = memoryview(self._held)[self._start : self._start + count]
            self._start += len(part)
            count -= len(part)
            yield part
            if not count or not self._next():
                return

    def _next(self) -> bool:
        self._start = 0
        self._held = next(self._chunks, b"")
        self.size += len(self._held)
        if self.size > self._max_size:
            raise LayerTooLarge(f"expected a layer of at most {self._max_size} bytes unpacked, got more")
        if self._tar_hash is not self._blob_hash:
            self._beside.update(self._tar_hash, self._held)
        return bool(self._held)

    def _unpack(self, blob: BinaryIO) -> Iterator[bytes]:
        chunks = self._read_blob(blob)
        first = next(chunks, b"")
        if is_packed(first):
            self._tar_hash = sha256()
        yield from unpacked(first, chunks)

    def _read_blob(self, blob: BinaryIO) -> Iterator[bytes]:
        while chunk := blob.read(BLOB_CHUNK):
            self._beside.update(self._blob_hash, chunk)
            yield chunk


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...


class _Beside:
    """Hashes large chunks on a thread of its own, at most one ahead, while the next one is unpacked."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._pending: Future[None] | None = None

    def update(self, target: _Hash, chunk: bytes) -> None:
        self.wait()
        if len(chunk) < _SMALL:
            target.update(chunk)
            return
        self._thread = self._thread or ThreadPoolExecutor(1, "layer-hash")
        self._pending = self._thread.submit(target.update, chunk)

    def wait(self) -> None:
        if self._pending:
            self._pending.result()
            self._pending = None


__all__ = ["CHUNK", "LayerInvalid", "TarStream"]
