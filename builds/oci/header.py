"""The header block of a tar, ustar's or GNU's: found, summed up, and its fields read."""

from functools import lru_cache
from typing import Protocol
from zlib import adler32

from builds.oci.compression import LayerInvalid

BLOCK = 512
_ZEROS = bytes(BLOCK)


class Tar(Protocol):
    """What a tar's headers and contents are taken from, as builds.oci.stream.TarStream does it."""

    def read(self, count: int, /) -> bytes: ...
    def skip(self, count: int, /) -> int: ...
    def sha256(self, count: int, padding: int, /) -> bytes: ...


def next_header(stream: Tar) -> bytes | None:
    """None at the end of the archive, with or without the two empty blocks that should mark it."""
    header = stream.read(BLOCK)
    if not header:
        return None
    if header == _ZEROS:
        if stream.read(BLOCK) not in (_ZEROS, b""):
            raise LayerInvalid("expected a second empty block at the end of the tar")
        return None
    if len(header) < BLOCK:
        raise LayerInvalid("expected a tar header of 512 bytes, the tar ends within it")
    if not header.isascii() or adler32(header) & 0xFFFF != _sum_and_one(header[148:156]):
        _check_sum(header)
    return header


@lru_cache(4096)
def _sum_and_one(field: bytes) -> int:
    """What all bytes of a header with this checksum come to, and one more.

    So begins Adler-32: its low half is the plain sum as long as every byte is ASCII.
    """
    return number(field) - 8 * 32 + sum(field) + 1


def _check_sum(header: bytes) -> None:
    """Some writers took the bytes as signed."""
    stored, rest = number(header[148:156]), header[:148] + header[156:]
    unsigned = sum(rest) + 8 * 32
    if stored not in (unsigned, unsigned - 256 * sum(byte > 127 for byte in rest)):
        raise LayerInvalid("expected a tar header, its checksum is wrong")


@lru_cache(4096)
def number(field: bytes) -> int:
    """Octal, or base 256 where the first bit is set. Raises LayerInvalid for anything else."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if value >> 62:
            raise LayerInvalid("expected a number in a tar header, got one below zero or too large")
        return value
    digits = field.strip(b" \0").partition(b"\0")[0]
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        raise LayerInvalid(f"expected an octal number in a tar header, got {digits!r}") from None


@lru_cache(1024)
def owner_of(fields: bytes) -> tuple[int, int, int]:
    """Mode, uid and gid of the bytes 100 to 124 of a header, which neighbours share."""
    return number(fields[:8]) & 0o7777, number(fields[8:16]), number(fields[16:])


def device_of(header: bytes) -> tuple[int, int]:
    """Major and minor number."""
    return number(header[329:337]), number(header[337:345])


def name_of(header: bytes) -> str:
    """With ustar's prefix before it."""
    name = header[:100].partition(b"\0")[0].decode("utf-8", "backslashreplace")
    if header[345] and header[257:263] == b"ustar\0":
        return f"{text(header[345:500])}/{name}"
    return name


def text(field: bytes) -> str:
    """Up to the first NUL."""
    return field.partition(b"\0")[0].decode("utf-8", "backslashreplace")
