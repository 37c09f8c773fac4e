"""How a blob is packed: gzip, zstd or not at all, told by its first bytes, and unpacked a chunk at a time."""

from collections.abc import Iterator

from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError
from isal import isal_zlib

CHUNK = 1024 * 1024
"""The most that is unpacked at once, in bytes."""
WINDOW_LOG = 26
"""Of zstd, as a power of two: what the decoder may keep in memory. Docker and skopeo write at most 23."""
GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_GZIP_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # typed as any object
_SKIPPABLE = tuple(bytes([0x50 + low, 0x2A, 0x4D, 0x18]) for low in range(16))


class LayerInvalid(Exception):
    """A blob that is not a layer, or not the layer it should be. Says what was expected and what came."""


class LayerTooLarge(LayerInvalid):
    """More bytes than may be unpacked, or, where `entries` is set, more entries than may be read."""

    def __init__(self, message: str, *, entries: bool = False) -> None:
        super().__init__(message)
        self.entries = entries


def is_packed(first: bytes) -> bool:
    return first.startswith((GZIP, _ZSTD, *_SKIPPABLE))


def unpacked(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """The content of a blob that begins with `first`, in chunks of at most CHUNK. Raises LayerInvalid."""
    if first.startswith(GZIP):
        return _gunzip(first, rest)
    if is_packed(first):
        return _unzstd(first, rest)
    return _plain(first, rest)


def _plain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _gunzip(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Every member, one after another."""
    unpacker, pending = isal_zlib.decompressobj(wbits=31), first
    while True:
        try:
            part = unpacker.decompress(pending, CHUNK)
        except _GZIP_ERROR as error:
            raise LayerInvalid(f"expected gzip, got something else: {error}") from error
        if part:
            yield part
        if unpacker.eof:
            pending = unpacker.unused_data or next(rest, b"")
            if not pending:
                return
            unpacker = isal_zlib.decompressobj(wbits=31)
        elif unpacker.unconsumed_tail or len(part) == CHUNK:
            pending = unpacker.unconsumed_tail
        elif not (pending := next(rest, b"")):
            raise LayerInvalid("expected the end of the gzip stream, the blob ends before it")


def _unzstd(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Every frame, one after another."""
    options = {int(DecompressionParameter.window_log_max): WINDOW_LOG}
    unpacker, pending = ZstdDecompressor(options=options), first
    while True:
        try:
            part = unpacker.decompress(pending, CHUNK)
        except ZstdError as error:
            raise LayerInvalid(f"expected zstd, got something else: {error}") from error
        if part:
            yield part
        if unpacker.eof:
            pending = unpacker.unused_data or next(rest, b"")
            if not pending:
                return
            unpacker = ZstdDecompressor(options=options)
        elif not unpacker.needs_input:
            pending = b""
        elif not (pending := next(rest, b"")):
            raise LayerInvalid("expected the end of the zstd stream, the blob ends before it")
