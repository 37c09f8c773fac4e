"""Sparse files, GNU's old and PAX's new ones, of which a tar holds a part only."""

from builds.oci.compression import LayerInvalid
from builds.oci.extension import decimal
from builds.oci.header import BLOCK, Tar, number

SPARSE = ord("S")
"""The type of GNU's old ones."""


def is_sparse(header: bytes, extension: dict[str, str]) -> bool:
    return header[156] == SPARSE or any(key.startswith("GNU.sparse.") for key in extension)


def pass_sparse(stream: Tar, header: bytes, extension: dict[str, str], stored: int) -> int:
    """The file's own size, once the `stored` bytes are passed over. Raises LayerInvalid."""
    size = _real_size(stream, header, extension, stored)
    padded = -(-stored // BLOCK) * BLOCK
    if stream.skip(padded) < stored:
        raise LayerInvalid(f"expected {stored} bytes of content, the tar ends within them")
    return size


def _real_size(stream: Tar, header: bytes, extension: dict[str, str], stored: int) -> int:
    if header[156] == SPARSE:
        _pass_map(stream, header)
        return number(header[483:495])
    for key in ("GNU.sparse.realsize", "GNU.sparse.size"):
        if key in extension:
            return decimal(extension, key, b"")
    return stored


def _pass_map(stream: Tar, header: bytes) -> None:
    """Where the parts lie is said in the header, and in as many blocks behind it as it takes."""
    more = header[482]
    while more:
        block = stream.read(BLOCK)
        if len(block) < BLOCK:
            raise LayerInvalid("expected a sparse map of 512 bytes, the tar ends within it")
        more = block[504]
