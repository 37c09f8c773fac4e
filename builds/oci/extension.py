"""Extension headers, PAX's and GNU's: what they say of the next entry goes before what its own header says.

An extension is all of their records before an entry. GNU's long names are the records `path` and `linkpath`.
"""

import hashlib

import msgspec

from builds.oci.compression import LayerInvalid
from builds.oci.header import BLOCK, Tar, number, text

EXTENSION_BYTES = 1024 * 1024
"""The longest extension header read."""
XATTR = "SCHILY.xattr."
_GLOBAL, _PAX, _LONG_NAME, _LONG_LINK = (ord(letter) for letter in "gxLK")
EXTENSIONS = frozenset((_GLOBAL, _PAX, _LONG_NAME, _LONG_LINK))
"""The types of such headers."""


def read_extension(stream: Tar, header: bytes) -> dict[str, str]:
    """The records of one. Raises LayerInvalid. Global ones say nothing: containerd passes over them."""
    kind, content = header[156], _content(stream, number(header[124:136]))
    if kind == _GLOBAL:
        return {}
    if kind == _PAX:
        return _records(content)
    return {"path" if kind == _LONG_NAME else "linkpath": text(content)}


def _content(stream: Tar, size: int) -> bytes:
    if size > EXTENSION_BYTES:
        raise LayerInvalid(f"expected at most {EXTENSION_BYTES} bytes of extension header, got {size}")
    content = stream.read(size)
    stream.skip(-size % BLOCK)
    if len(content) < size:
        raise LayerInvalid(f"expected {size} bytes of extension header, the tar ends within them")
    return content


def _records(content: bytes) -> dict[str, str]:
    """PAX writes each as `LENGTH KEY=VALUE\\n`, the length counting itself."""
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


def decimal(extension: dict[str, str], key: str, field: bytes) -> int:
    """The record, or else the header's field. Raises LayerInvalid."""
    if key not in extension:
        return number(field)
    value = extension[key]
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise LayerInvalid(f"expected a decimal {key} in a PAX header, got {value[:40]!r}")
    return int(value)


def mtime_of(extension: dict[str, str], header: bytes) -> int:
    """Whole seconds, rounded down: before 1970 they are below zero."""
    whole, _, fraction = extension.get("mtime", "").partition(".")
    if not whole:
        return number(header[136:148])
    seconds = decimal({"mtime": whole.removeprefix("-")}, "mtime", b"")
    return -seconds - bool(fraction.strip("0")) if whole.startswith("-") else seconds


def xattrs_of(extension: dict[str, str]) -> bytes | None:
    """The SHA-256 of the extended attributes, in order; None where there are none."""
    found = sorted(item for item in extension.items() if item[0].startswith(XATTR))
    return hashlib.sha256(msgspec.msgpack.encode(found)).digest() if found else None
