"""The headers of a tar, walked by hand: faster than `tarfile`, and as strict as Go's reader, which unpacks
the layer. Knows ustar, PAX and GNU names, old and new sparse files, hard links and devices.
"""

import hashlib
import posixpath
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, Protocol
from zlib import adler32

import msgspec

from builds.oci.listing import Change
from builds.oci.stream import LayerInvalid


class Tar(Protocol):
    """What a tar's headers and contents are taken from, as builds.oci.stream.TarStream does it."""

    def read(self, count: int, /) -> bytes: ...
    def skip(self, count: int, /) -> int: ...
    def sha256(self, count: int, padding: int, /) -> bytes: ...


BLOCK = 512
EXTENSION_BYTES = 1024 * 1024
"""The longest PAX or GNU extension read."""
PATH_LENGTH = 4096
"""Linux opens no longer one."""
MAX_PATHS = 32 * 1024 * 1024
"""Characters of a layer's paths, of the folders around them and of link targets, all together."""
XATTR = "SCHILY.xattr."

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
_NO_NAMES = frozenset(("", ".", ".."))
_EXTENSIONS = frozenset((_GLOBAL, _PAX, _LONG_NAME, _LONG_LINK))


def read_entries(stream: Tar, max_entries: int) -> Iterator[Change]:
    """Each as what it would add to nothing. Raises LayerInvalid for what Go's reader would not unpack either.

    A `path` is relative to the root, without `.`, `..` or a slash at either end; empty for the root itself.
    """
    extension: dict[str, str] = {}
    paths = _Paths()
    count = 0
    while header := _next_header(stream):
        kind = header[156]
        if kind in _EXTENSIONS:
            content = _extension(stream, _number(header[124:136]))
            if kind != _GLOBAL:  # containerd passes over the global ones
                extension.update(_pax(content) if kind == _PAX else _long(kind, content))
            continue
        count += 1
        if count > max_entries:
            raise LayerInvalid(f"expected at most {max_entries} entries in a layer, got more")
        yield _entry(stream, header, extension, paths)
        extension = {} if extension else extension
    if extension:
        raise LayerInvalid("expected an entry after an extension header, got the end")


class _Paths:
    """Normal forms of a layer's paths. Neighbours share a folder, which is looked at once."""

    def __init__(self) -> None:
        self._folders = {"": ""}
        self._left = MAX_PATHS

    def normal(self, name: str) -> str:
        """Raises LayerInvalid where a path, or all of them, are too long."""
        folder, _, last = name.rstrip("/").rpartition("/")
        known = self._folders.get(folder)
        if last in _NO_NAMES:
            path = normal_path(name)
        elif known is None:
            path = f"{self._folder(folder)}/{last}".lstrip("/")
        else:
            path = f"{known}/{last}" if known else last
        self.count(path)
        return path

    def count(self, path: str) -> None:
        self._left -= len(path)
        if self._left < 0 or len(path) > PATH_LENGTH:
            raise LayerInvalid(
                f"expected paths of at most {PATH_LENGTH} characters, {MAX_PATHS} in a layer, got more"
            )

    def _folder(self, name: str) -> str:
        path = self._folders[name] = normal_path(name)
        above = path
        while above:  # each of them may become a directory of its own
            self.count(above)
            above = above.rpartition("/")[0]
        return path


def _next_header(stream: Tar) -> bytes | None:
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
    return _number(field) - 8 * 32 + sum(field) + 1


def _check_sum(header: bytes) -> None:
    """Some writers took the bytes as signed."""
    stored, rest = _number(header[148:156]), header[:148] + header[156:]
    unsigned = sum(rest) + 8 * 32
    if stored not in (unsigned, unsigned - 256 * sum(byte > 127 for byte in rest)):
        raise LayerInvalid("expected a tar header, its checksum is wrong")


def _entry(stream: Tar, header: bytes, extension: dict[str, str], paths: _Paths) -> Change:
    kind = _TYPES.get(header[156])
    if kind is None:
        raise LayerInvalid(
            f"expected a file, folder, link or device, got a tar entry of type {header[156:157]!r}"
        )
    if extension:
        return _extended(stream, header, extension, paths, kind)
    name = _name(header)
    size, content, target, device = 0, None, None, None
    if kind == "file":
        size = _number(header[124:136])
        if header[156] == _SPARSE:
            size, content = _content(stream, header, {}, size)
        else:
            content = stream.sha256(size, -size % BLOCK)
        kind = "directory" if header[156] == 0 and name[-1:] == "/" else kind
    elif kind != "directory":
        target, device = _leads_to(header, {}, kind)
    path = paths.normal(name)
    if target:
        paths.count(target)
    mode, uid, gid = _owner(header[100:124])
    mtime = _number(header[136:148])
    return Change(path, "added", kind, mode, uid, gid, size, mtime, target, (), False, False, device, content)


def _extended(stream: Tar, header: bytes, extension: dict[str, str], paths: _Paths, kind: Type) -> Change:
    """What PAX or GNU headers say goes before what the entry's own says."""
    name = extension.get("GNU.sparse.name") or extension.get("path") or _name(header)
    target, device = _leads_to(header, extension, kind)
    path = paths.normal(name)
    if target:
        paths.count(target)
    size, content = 0, None
    if kind == "file":
        size, content = _content(stream, header, extension, _decimal(extension, "size", header[124:136]))
        kind = "directory" if header[156] == 0 and name[-1:] == "/" else kind
    uid = _decimal(extension, "uid", header[108:116])
    gid = _decimal(extension, "gid", header[116:124])
    mode, mtime, xattrs = _number(header[100:108]) & 0o7777, _mtime(extension, header), _xattrs(extension)
    rest = (), False, False, device, content, xattrs
    return Change(path, "added", kind, mode, uid, gid, size, mtime, target, *rest)


@lru_cache(1024)
def _owner(fields: bytes) -> tuple[int, int, int]:
    """Mode, uid and gid, which neighbours share."""
    return _number(fields[:8]) & 0o7777, _number(fields[8:16]), _number(fields[16:])


def _leads_to(
    header: bytes, extension: dict[str, str], kind: Type
) -> tuple[str | None, tuple[int, int] | None]:
    """A link's target; a device's numbers."""
    if kind in ("symlink", "hardlink"):
        return extension.get("linkpath") or _text(header[157:257]), None
    if kind in ("character", "block"):
        return None, (_number(header[329:337]), _number(header[337:345]))
    return None, None


def _content(stream: Tar, header: bytes, extension: dict[str, str], stored: int) -> tuple[int, bytes | None]:
    """A file's own size, and the hash of its bytes. Of a sparse file the tar holds a part only: no hash."""
    if header[156] == _SPARSE or any(key.startswith("GNU.sparse.") for key in extension):
        size = _real_size(stream, header, extension, stored)
        _skip_content(stream, stored)
        return size, None
    return stored, stream.sha256(stored, -stored % BLOCK)


def _xattrs(extension: dict[str, str]) -> bytes | None:
    found = sorted(item for item in extension.items() if item[0].startswith(XATTR))
    return hashlib.sha256(msgspec.msgpack.encode(found)).digest() if found else None


def normal_path(name: str) -> str:
    """As an unpacker confined to the root reads it: `../../etc/x` is `etc/x`."""
    return posixpath.normpath(f"/{name}").strip("/")


def _skip_content(stream: Tar, stored: int) -> None:
    padded = -(-stored // BLOCK) * BLOCK
    if stream.skip(padded) < stored:
        raise LayerInvalid(f"expected {stored} bytes of content, the tar ends within them")


def _real_size(stream: Tar, header: bytes, extension: dict[str, str], stored: int) -> int:
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
    name = header[:100].partition(b"\0")[0].decode("utf-8", "backslashreplace")
    if header[345] and header[257:263] == b"ustar\0":
        return f"{_text(header[345:500])}/{name}"
    return name


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "backslashreplace")


@lru_cache(4096)
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


def _extension(stream: Tar, size: int) -> bytes:
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
        records[key.decode("utf-8", "backslashreplace")] = value.decode("utf-8", "backslashreplace")
        start = end
    return records
