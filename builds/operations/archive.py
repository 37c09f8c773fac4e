"""An image's archive, as `docker save` writes it: where blobs lie, what they hash to, and a changed bit."""

import hashlib
import tarfile
from typing import BinaryIO, NamedTuple

BLOBS = "blobs/sha256/"
CHUNK = 256 * 1024
MEMBERS = 10_000


class Span(NamedTuple):
    offset: int
    size: int


def blobs(file: BinaryIO) -> dict[str, Span]:
    """By the digest that their name claims. Raises tarfile.TarError, ValueError."""
    file.seek(0)
    found: dict[str, Span] = {}
    with tarfile.open(fileobj=file, mode="r:") as archive:
        for count, member in enumerate(archive):
            if count > MEMBERS:
                raise ValueError(f"expected at most {MEMBERS} members, the archive has more")
            if member.isreg() and member.name.startswith(BLOBS):
                found[f"sha256:{member.name.removeprefix(BLOBS)}"] = Span(member.offset_data, member.size)
    return found


def digest_of(file: BinaryIO, span: Span) -> str:
    """What the bytes themselves hash to."""
    file.seek(span.offset)
    hashed, left = hashlib.sha256(), span.size
    while left and (chunk := file.read(min(CHUNK, left))):
        hashed.update(chunk)
        left -= len(chunk)
    return f"sha256:{hashed.hexdigest()}"


def flip_bit(file: BinaryIO, span: Span) -> tuple[int, int, int]:
    """Changes the lowest bit of the byte in the middle: its offset in the blob, the byte before and after."""
    place = span.size // 2
    file.seek(span.offset + place)
    before = file.read(1)[0]
    file.seek(span.offset + place)
    file.write(bytes([before ^ 1]))
    file.flush()
    return place, before, before ^ 1
