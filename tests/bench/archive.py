"""Archives of one image with one gzip layer, written a piece at a time."""

import hashlib
import io
import json
import random
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from isal import igzip

from tests.archives import LAYER, MANIFEST

PIECE = 2**20
File = tuple[str, int]


class _Hashed(io.RawIOBase):
    """Hands on what is written, and hashes it."""

    def __init__(self, out: io.BufferedIOBase) -> None:
        self.out, self.hash = out, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.hash.update(data)
        return self.out.write(data)

    @property
    def digest(self) -> str:
        return f"sha256:{self.hash.hexdigest()}"


def _piece() -> bytes:
    """Half of it text, half without any pattern; the same each time."""
    noise = random.Random(1)
    words = [noise.randbytes(4).hex() for _ in range(500)]
    text = " ".join(noise.choices(words, k=PIECE // 18)).encode()
    return text + noise.randbytes(PIECE - len(text))


class Content(io.RawIOBase):
    """A file of some size, from somewhere in the piece on."""

    piece = _piece() * 2

    def __init__(self, size: int) -> None:
        self._left = size
        self._at = size * 7919 % PIECE

    def read(self, size: int = -1) -> bytes:
        part = self.piece[self._at : self._at + min(size, self._left)]
        self._left -= len(part)
        self._at = (self._at + len(part)) % PIECE
        return part


def many_small(count: int) -> Iterator[File]:
    sizes = random.Random(count)
    for number in range(count):
        yield f"usr/lib/package{number // 500:04}/module{number % 500:03}.py", sizes.randrange(20, 2000)


def one_large(size: int) -> Iterator[File]:
    yield "srv/model.bin", size


def write(path: Path, files: Iterator[File]) -> None:
    with tempfile.TemporaryFile(dir=path.parent) as blob:
        packed = _Hashed(blob)
        with igzip.IGzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as zipped:  # type: ignore[no-untyped-call]
            plain = _Hashed(zipped)
            with tarfile.open(fileobj=plain, mode="w|") as tar:
                for number, (name, size) in enumerate(files):
                    header = tarfile.TarInfo(name)
                    header.size, header.mtime = size, 1_700_000_000 + number
                    tar.addfile(header, Content(size))
        _archive(path, blob, packed.digest, plain.digest)


def _archive(path: Path, blob: io.BufferedIOBase, digest: str, diff_id: str) -> None:
    size = blob.seek(0, io.SEEK_END)
    blob.seek(0)
    config = json.dumps({"rootfs": {"type": "layers", "diff_ids": [diff_id]}}).encode()
    layer = {"mediaType": f"{LAYER}+gzip", "digest": digest, "size": size}
    manifest = json.dumps({"config": _entry(config, "application/json"), "layers": [layer]}).encode()
    index = json.dumps({"manifests": [_entry(manifest, MANIFEST)]}).encode()
    with tarfile.open(path, "w") as tar:
        _add(tar, f"blobs/{digest.replace(':', '/')}", size, blob)
        for content in (config, manifest):
            _add(
                tar, f"blobs/sha256/{hashlib.sha256(content).hexdigest()}", len(content), io.BytesIO(content)
            )
        _add(tar, "index.json", len(index), io.BytesIO(index))


def _entry(content: bytes, media_type: str) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return {"mediaType": media_type, "digest": digest, "size": len(content)}


def _add(tar: tarfile.TarFile, name: str, size: int, content: "io.BufferedIOBase | io.BytesIO") -> None:
    header = tarfile.TarInfo(name)
    header.size = size
    tar.addfile(header, content)
