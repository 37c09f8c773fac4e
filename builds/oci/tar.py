"""The entries of a tar: read faster than by `tarfile`, and as strictly as by Go, which unpacks the layer.

Knows ustar, PAX and GNU names, old and new sparse files, hard links and devices.
"""

from collections.abc import Iterator
from typing import Literal

from builds.oci.compression import LayerInvalid, LayerTooLarge
from builds.oci.extension import EXTENSIONS, decimal, mtime_of, read_extension, xattrs_of
from builds.oci.header import BLOCK, Tar, device_of, name_of, next_header, number, owner_of, text
from builds.oci.listing import Change
from builds.oci.paths import Paths
from builds.oci.sparse import SPARSE, is_sparse, pass_sparse

Type = Literal["file", "directory", "symlink", "hardlink", "character", "block", "fifo"]
_TYPES: dict[int, Type] = {
    ord("0"): "file",
    0: "file",
    ord("7"): "file",
    SPARSE: "file",
    ord("1"): "hardlink",
    ord("2"): "symlink",
    ord("3"): "character",
    ord("4"): "block",
    ord("5"): "directory",
    ord("6"): "fifo",
}


def read_entries(stream: Tar, max_entries: int) -> Iterator[Change]:
    """Each as what it would add to nothing. Raises LayerInvalid for what Go's reader would not unpack either.

    A `path` is relative to the root, without `.`, `..` or a slash at either end; empty for the root itself.
    """
    extension: dict[str, str] = {}
    paths = Paths()
    count = 0
    while header := next_header(stream):
        if header[156] in EXTENSIONS:
            extension.update(read_extension(stream, header))
            continue
        count += 1
        if count > max_entries:
            message = f"expected at most {max_entries} entries in a layer, got more"
            raise LayerTooLarge(message, entries=True)
        yield _entry(stream, header, extension, paths)
        extension = {} if extension else extension
    if extension:
        raise LayerInvalid("expected an entry after an extension header, got the end")


def _entry(stream: Tar, header: bytes, extension: dict[str, str], paths: Paths) -> Change:
    kind = _TYPES.get(header[156])
    if kind is None:
        raise LayerInvalid(
            f"expected a file, folder, link or device, got a tar entry of type {header[156:157]!r}"
        )
    if extension:
        return _extended(stream, header, extension, paths, kind)
    name = name_of(header)
    size, content, target, device = 0, None, None, None
    if kind == "file":
        size = number(header[124:136])
        if header[156] == SPARSE:
            size = pass_sparse(stream, header, {}, size)
        else:
            content = stream.sha256(size, -size % BLOCK)
        kind = "directory" if header[156] == 0 and name[-1:] == "/" else kind
    elif kind != "directory":
        target, device = _leads_to(header, {}, kind)
    path = paths.normal(name)
    if target:
        paths.count(target)
    mode, uid, gid = owner_of(header[100:124])
    mtime = number(header[136:148])
    return Change(path, "added", kind, mode, uid, gid, size, mtime, target, (), False, False, device, content)


def _extended(stream: Tar, header: bytes, extension: dict[str, str], paths: Paths, kind: Type) -> Change:
    """What PAX or GNU headers say goes before what the entry's own says."""
    name = extension.get("GNU.sparse.name") or extension.get("path") or name_of(header)
    target, device = _leads_to(header, extension, kind)
    path = paths.normal(name)
    if target:
        paths.count(target)
    size, content = 0, None
    if kind == "file":
        size, content = _content(stream, header, extension, decimal(extension, "size", header[124:136]))
        kind = "directory" if header[156] == 0 and name[-1:] == "/" else kind
    uid = decimal(extension, "uid", header[108:116])
    gid = decimal(extension, "gid", header[116:124])
    mode, mtime, xattrs = number(header[100:108]) & 0o7777, mtime_of(extension, header), xattrs_of(extension)
    rest = (), False, False, device, content, xattrs
    return Change(path, "added", kind, mode, uid, gid, size, mtime, target, *rest)


def _leads_to(
    header: bytes, extension: dict[str, str], kind: Type
) -> tuple[str | None, tuple[int, int] | None]:
    """A link's target; a device's numbers."""
    if kind in ("symlink", "hardlink"):
        return extension.get("linkpath") or text(header[157:257]), None
    if kind in ("character", "block"):
        return None, device_of(header)
    return None, None


def _content(stream: Tar, header: bytes, extension: dict[str, str], stored: int) -> tuple[int, bytes | None]:
    """A file's own size, and the hash of its bytes. Of a sparse file the tar holds a part only: no hash."""
    if is_sparse(header, extension):
        return pass_sparse(stream, header, extension, stored), None
    return stored, stream.sha256(stored, -stored % BLOCK)
