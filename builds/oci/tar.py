"""The headers of a tar, walked by hand: faster than `tarfile`, and as strict as Go's reader, which unpacks
the layer. Knows ustar, PAX and GNU names, old and new sparse files, hard links and devices.
"""

import posixpath
from collections.abc import Iterator
from typing import Literal

import msgspec

from builds.oci.stream import LayerInvalid, TarStream

BLOCK = 512
EXTENSION_BYTES = 1024 * 1024
"""The longest PAX or GNU extension read."""
PATH_LENGTH = 4096
"""Linux opens no longer one."""
MAX_NAMES = 2_000_000
"""Over all paths; what a tree of them costs in memory follows from it."""

Type = Literal["file", "directory", "symlink", "hardlink", "character", "block", "fifo"]
_TYPES: dict[int, Type] = {
    ord("0"): "file",
    0: "file",
    ord("7"): "file",
    ord("S"): "file",
    ord("1"): "hardlink",
    ord("2"): "symlink",
    ord("3"): "character",
    ord("4"): "block",
    ord("5"): "directory",
    ord("6"): "fifo",
}
_ZEROS = bytes(BLOCK)
_GLOBAL, _PAX, _LONG_NAME, _LONG_LINK, _SPARSE = (ord(letter) for letter in "gxLKS")


class TarEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`path` is relative to the root, without `.`, `..` or a slash at either end; empty for the root itself.

    `size` is the file's own, holes included; `target` where a symlink or hard link leads, else None.
    """

    path: str
    type: Type
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None


def read_entries(stream: TarStream, max_entries: int) -> Iterator[TarEntry]:
    """Raises LayerInvalid for what Go's reader would not unpack either."""
    extension: dict[str, str] = {}
    count = names = 0
    while header := _next_header(stream):
        kind = header[156]
        if kind in (_GLOBAL, _PAX, _LONG_NAME, _LONG_LINK):
            content = _extension(stream, _number(header[124:136]))
            if kind != _GLOBAL:  # containerd passes over the global ones
                extension.update(_pax(content) if kind == _PAX else _long(kind, content))
            continue
        count += 1
        if count > max_entries:
            raise LayerInvalid(f"expected at most {max_entries} entries in a layer, got more")
        entry = _entry(stream, header, extension)
        names += entry.path.count("/") + 1
        if names > MAX_NAMES or len(entry.path) > PATH_LENGTH:
            raise LayerInvalid(
                f"expected paths of at most {PATH_LENGTH} characters, {MAX_NAMES} names in all"
            )
        yield entry
        extension = {}
    if extension:
        raise LayerInvalid("expected an entry after an extension header, got the end")


def _next_header(stream: TarStream) -> bytes | None:
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
    stored = _number(header[148:156])
    unsigned = sum(header) - sum(header[148:156]) + 8 * 32
    if stored != unsigned and stored != unsigned - 256 * sum(
        byte > 127 for byte in header[:148] + header[156:]
    ):
        raise LayerInvalid("expected a tar header, its checksum is wrong")
    return header


def _entry(stream: TarStream, header: bytes, extension: dict[str, str]) -> TarEntry:
    kind = _TYPES.get(header[156])
    if kind is None:
        raise LayerInvalid(
            f"expected a file, folder, link or device, got a tar entry of type {header[156:157]!r}"
        )
    name = extension.get("GNU.sparse.name") or extension.get("path") or _name(header)
    stored = _decimal(extension, "size", header[124:136]) if kind == "file" else 0
    if header[156] == 0 and name.endswith("/"):
        kind = "directory"
    size = _real_size(stream, header, extension, stored)
    _skip_content(stream, stored)
    return TarEntry(
        normal_path(name),
        kind,
        _number(header[100:108]) & 0o7777,
        _decimal(extension, "uid", header[108:116]),
        _decimal(extension, "gid", header[116:124]),
        size,
        _mtime(extension, header),
        (extension.get("linkpath") or _text(header[157:257])) if kind in ("symlink", "hardlink") else None,
    )


def normal_path(name: str) -> str:
    """As an unpacker confined to the root reads it: `../../etc/x` is `etc/x`."""
    return posixpath.normpath(f"/{name}").strip("/")


def _skip_content(stream: TarStream, stored: int) -> None:
    padded = -(-stored // BLOCK) * BLOCK
    if stream.skip(padded) < stored:
        raise LayerInvalid(f"expected {stored} bytes of content, the tar ends within them")


def _real_size(stream: TarStream, header: bytes, extension: dict[str, str], stored: int) -> int:
    if header[156] == _SPARSE:
        more = header[482]
        while more:
            block = stream.read(BLOCK)
            if len(block) < BLOCK:
                raise LayerInvalid("expected a sparse map of 512 bytes, the tar ends within it")
            more = block[504]
        return _number(header[483:495])
    for key in ("GNU.sparse.realsize", "GNU.sparse.size"):
        if key in extension:
            return _decimal(extension, key, b"")
    return stored


def _name(header: bytes) -> str:
    name = _text(header[:100])
    if header[257:263] == b"ustar\0" and header[345]:
        return f"{_text(header[345:500])}/{name}"
    return name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode(errors="backslashreplace")


def _number(field: bytes) -> int:
    """Octal, or base 256 where the first bit is set."""
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


def _decimal(extension: dict[str, str], key: str, field: bytes) -> int:
    if key not in extension:
        return _number(field)
    value = extension[key]
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise LayerInvalid(f"expected a decimal {key} in a PAX header, got {value[:40]!r}")
    return int(value)


def _mtime(extension: dict[str, str], header: bytes) -> int:
    """Whole seconds, rounded down: before 1970 they are below zero."""
    whole, _, fraction = extension.get("mtime", "").partition(".")
    if not whole:
        return _number(header[136:148])
    seconds = _decimal({"mtime": whole.removeprefix("-")}, "mtime", b"")
    return -seconds - bool(fraction.strip("0")) if whole.startswith("-") else seconds


def _extension(stream: TarStream, size: int) -> bytes:
    if size > EXTENSION_BYTES:
        raise LayerInvalid(f"expected at most {EXTENSION_BYTES} bytes of extension header, got {size}")
    content = stream.read(size)
    stream.skip(-size % BLOCK)
    if len(content) < size:
        raise LayerInvalid(f"expected {size} bytes of extension header, the tar ends within them")
    return content


def _long(kind: int, content: bytes) -> dict[str, str]:
    return {"path" if kind == _LONG_NAME else "linkpath": _text(content)}


def _pax(content: bytes) -> dict[str, str]:
    """Records of `LENGTH KEY=VALUE\\n`, the length counting itself."""
    records: dict[str, str] = {}
    start = 0
    while start < len(content):
        space = content.find(b" ", start, start + 20)
        digits = content[start:space] if space > 0 else b""
        end = start + int(digits) if digits.isdigit() else 0
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if end <= space or end > len(content) or content[end - 1 : end] != b"\n" or not equals or not key:
            raise LayerInvalid("expected records of `length key=value` in a PAX header")
        if b"\0" in value and key in (b"path", b"linkpath"):
            raise LayerInvalid("expected a path without NUL in a PAX header")
        records[key.decode(errors="backslashreplace")] = value.decode(errors="backslashreplace")
        start = end
    return records
