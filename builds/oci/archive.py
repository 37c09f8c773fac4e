"""The images in an archive, read where they lie in its tar, of which nothing is unpacked to disk.

It is what `docker save` writes, old and new, or an OCI image layout.
"""

import io
import posixpath
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import msgspec

from builds.oci.compression import LayerInvalid, is_packed
from builds.oci.listing import Change
from builds.oci.manifest import (
    Config,
    Descriptor,
    ImageInvalid,
    Index,
    Manifest,
    chain_ids,
    digest_of,
    image_manifests,
    verified,
)
from builds.oci.paths import normal_path
from builds.oci.tar import read_entries

MAX_MEMBERS = 20_000
MAX_IMAGES = 1000
MAX_LINKS = 8
DOCUMENT_BYTES = 8 * 1024 * 1024
"""The longest index, manifest or config read."""
LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar"
NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")


class StoredLayer(msgspec.Struct, frozen=True):
    """`digest` is the blob's; None where the archive does not name one. `created_by` is from the history."""

    diff_id: str
    chain_id: str
    digest: str | None
    media_type: str
    size: int
    created_by: str
    member: str
    """Its place in the archive, for `Archive.open`."""


class StoredImage(msgspec.Struct, frozen=True):
    """`manifest_digest` is empty where there is no manifest: `docker save` wrote none before version 25."""

    names: tuple[str, ...]
    manifest_digest: str
    config_digest: str
    layers: tuple[StoredLayer, ...]


class _Listed(msgspec.Struct, frozen=True, rename="pascal"):
    """An image in `manifest.json`."""

    config: str
    layers: tuple[str, ...]
    repo_tags: tuple[str, ...] | None = None


class Archive:
    """Over a file that can be sought in, which one thread uses at a time."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises ImageInvalid where it is no tar."""
        self._file = file
        self._members = _members(file)

    def __contains__(self, member: str) -> bool:
        return self._find(member) is not None

    def open(self, member: str) -> BinaryIO:
        """Raises ImageInvalid where it is not there."""
        found = self._find(member)
        if found is None:
            raise ImageInvalid(f"expected {member!r} in the archive, it is not there")
        return io.BufferedReader(_Part(self._file, *found), 64 * 1024)

    def size(self, member: str) -> int:
        found = self._find(member)
        return found[1] if found else 0

    def document(self, member: str) -> bytes:
        """Raises ImageInvalid where it is not there, or too long."""
        with self.open(member) as opened:
            content = opened.read(DOCUMENT_BYTES + 1)
        if len(content) > DOCUMENT_BYTES:
            raise ImageInvalid(f"expected {member!r} to have at most {DOCUMENT_BYTES} bytes, it has more")
        return content

    def images(self) -> list[StoredImage]:
        """Each once, in the archive's order. Raises ImageInvalid."""
        try:
            if "index.json" in self:
                return _indexed(self)
            if "manifest.json" in self:
                return _saved(self)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ImageInvalid(f"expected an index, manifest or config in JSON: {error}") from error
        raise ImageInvalid("expected index.json or manifest.json in the archive, neither is there")

    def _find(self, member: str) -> tuple[int, int] | None:
        """Offset and size. Links lead to other members only."""
        for _ in range(MAX_LINKS):
            found = self._members.get(member)
            if found is None or isinstance(found, tuple):
                return found
            member = found
        return None


def _members(file: BinaryIO) -> dict[str, tuple[int, int] | str]:
    """By path: a file's offset and size, or the path that a link leads to."""
    file.seek(0)
    if is_packed(file.read(4)):
        raise ImageInvalid("expected a tar archive, this one is compressed as a whole: unpack it first")
    places = _Places(file)
    found: dict[str, tuple[int, int] | str] = {}
    try:
        for entry in read_entries(places, MAX_MEMBERS):
            if entry.type == "file" and entry.content is not None:
                found[entry.path] = places.last
            elif entry.target is not None:
                found[entry.path] = _target(entry)
    except LayerInvalid as error:
        raise ImageInvalid(f"expected a tar archive: {error}") from error
    return found


def _target(entry: Change) -> str:
    folder = posixpath.dirname(entry.path) if entry.type == "symlink" else ""
    return normal_path(posixpath.join(folder, entry.target or ""))


class _Places:
    """A tar to be walked without its contents: where the last one lies is noted, and it is passed over."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = file.seek(0, io.SEEK_END)
        file.seek(0)
        self.last = (0, 0)

    def read(self, count: int) -> bytes:
        return self._file.read(count)

    def skip(self, count: int) -> int:
        start = self._file.tell()
        return self._file.seek(min(start + count, self._end)) - start

    def sha256(self, count: int, padding: int) -> bytes:
        """Not hashed: what is read of it later is."""
        self.last = (self._file.tell(), count)
        if self.skip(count) < count:
            raise LayerInvalid(f"expected {count} bytes of content, the archive ends within them")
        self.skip(padding)
        return b""


class _Part(io.RawIOBase):
    """A part of a file, to be read once from its beginning."""

    def __init__(self, file: BinaryIO, offset: int, size: int) -> None:
        self._file, self._at, self._left = file, offset, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        self._file.seek(self._at)
        part = self._file.read(min(len(buffer), self._left))
        buffer[: len(part)] = part
        self._at += len(part)
        self._left -= len(part)
        return len(part)


# -- as an OCI image layout ----------------------------------------------------------------------------------


def _indexed(archive: Archive) -> list[StoredImage]:
    found: dict[str, tuple[Descriptor, list[str]]] = {}
    for descriptor, name in _manifests(archive, archive.document("index.json"), ""):
        names = found.setdefault(descriptor.digest, (descriptor, []))[1]
        if name and name not in names:
            names.append(name)
        if len(found) > MAX_IMAGES:
            raise ImageInvalid(f"expected at most {MAX_IMAGES} images in the archive, got more")
    if not found:
        raise ImageInvalid("expected an image in index.json, there is none")
    return [_image(archive, descriptor, tuple(names)) for descriptor, names in found.values()]


def _manifests(archive: Archive, content: bytes, name: str) -> Iterator[tuple[Descriptor, str]]:
    """Of an index and those in it: each image and its name. Some, for other platforms, may be missing
    from an archive; not all."""
    waiting, looked_at = [(content, name)], 0
    while waiting:
        content, name = waiting.pop()
        looked_at += 1
        if looked_at > MAX_IMAGES:
            raise ImageInvalid(f"expected at most {MAX_IMAGES} indexes in the archive, got more")
        listed = image_manifests(msgspec.json.decode(content, type=Index))
        here = [descriptor for descriptor in listed if _blob(descriptor.digest) in archive]
        if listed and not here:
            raise ImageInvalid(f"expected {listed[0].digest} in the archive, it is not there")
        for descriptor in here:
            called = next(filter(None, map(descriptor.annotations.get, NAMES)), name)
            if "index" in descriptor.media_type or "manifest.list" in descriptor.media_type:
                waiting.append((_verified(archive, descriptor.digest), called))
            else:
                yield descriptor, called


def _image(archive: Archive, descriptor: Descriptor, names: tuple[str, ...]) -> StoredImage:
    manifest = msgspec.json.decode(_verified(archive, descriptor.digest), type=Manifest)
    config = msgspec.json.decode(_verified(archive, manifest.config.digest), type=Config)
    rows = [(layer.digest, layer.media_type, layer.size, _blob(layer.digest)) for layer in manifest.layers]
    layers = _layers(config, rows)
    for layer in manifest.layers:
        if archive.size(_blob(layer.digest)) != layer.size:
            raise ImageInvalid(f"expected {layer.size} bytes of {layer.digest} in the archive, got others")
    return StoredImage(names, descriptor.digest, manifest.config.digest, layers)


def _blob(digest: str) -> str:
    return f"blobs/{digest.replace(':', '/', 1)}"


def _verified(archive: Archive, digest: str) -> bytes:
    return verified(archive.document(_blob(digest)), digest)


# -- as docker save wrote it before version 25 ---------------------------------------------------------------


def _saved(archive: Archive) -> list[StoredImage]:
    listed = msgspec.json.decode(archive.document("manifest.json"), type=tuple[_Listed, ...])
    if not 0 < len(listed) <= MAX_IMAGES:
        raise ImageInvalid(f"expected 1 to {MAX_IMAGES} images in manifest.json, got {len(listed)}")
    return [_saved_image(archive, image) for image in listed]


def _saved_image(archive: Archive, image: _Listed) -> StoredImage:
    """Such an archive calls the config by its digest, and names no digest of its layers' files."""
    content = archive.document(normal_path(image.config))
    named = posixpath.basename(image.config).removesuffix(".json")
    config_digest = digest_of(content)
    if len(named) == len(config_digest.partition(":")[2]):
        verified(content, f"sha256:{named}")
    paths = [normal_path(path) for path in image.layers]
    rows = [(None, _media_type(archive, path), archive.size(path), path) for path in paths]
    layers = _layers(msgspec.json.decode(content, type=Config), rows)
    return StoredImage(image.repo_tags or (), "", config_digest, layers)


def _media_type(archive: Archive, member: str) -> str:
    with archive.open(member) as opened:
        first = opened.read(4)
    packing = "" if not is_packed(first) else ".gzip" if first.startswith(b"\x1f\x8b") else ".zstd"
    return f"{LAYER_TYPE}{packing}"


def _layers(config: Config, rows: Sequence[tuple[str | None, str, int, str]]) -> tuple[StoredLayer, ...]:
    if len(rows) != len(config.diff_ids):
        raise ImageInvalid(f"the manifest has {len(rows)} layers, the config {len(config.diff_ids)}")
    made = [entry.created_by for entry in config.history or () if not entry.empty_layer]
    words = made if len(made) == len(rows) else [""] * len(rows)
    places = zip(config.diff_ids, chain_ids(config.diff_ids), rows, words, strict=True)
    return tuple(
        StoredLayer(diff_id, chain_id, *row[:3], created_by, row[3])
        for diff_id, chain_id, row, created_by in places
    )
