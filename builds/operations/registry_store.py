"""What a registry has on disk, read and damaged from outside, as whoever holds its disk could do."""

import tarfile
import tempfile

import msgspec

from builds.dockerd import TAR, DaemonRefused, stream
from builds.oci.manifest import Index, Manifest, image_manifests
from builds.operations import archive
from builds.operations.load import save
from builds.operations.registry import STORE
from builds.operations.work import NotPossible, Work, address

ROOT = f"{STORE}/docker/registry/v2"
DOCUMENT_BYTES = 4 * 1024 * 1024
"""The longest link or manifest read."""


def manifest_of(work: Work, registry: str, name: str) -> Manifest:
    """Of the image with this name. Raises NotPossible where the registry has none. Blocking, as all here."""
    repository, _, tag = name.rpartition(":")
    try:
        link = _read(work, registry, f"{ROOT}/repositories/{repository}/_manifests/tags/{tag}/current/link")
        document = _read(work, registry, _blob(link.decode()))
        if "manifests" in msgspec.json.decode(document):
            image = image_manifests(msgspec.json.decode(document, type=Index))[0]
            document = _read(work, registry, _blob(image.digest))
        return msgspec.json.decode(document, type=Manifest)
    except (DaemonRefused, tarfile.TarError, msgspec.DecodeError, IndexError) as fault:
        raise NotPossible(f"The registry has no image {name}.", "Push it first.", "engine") from fault


def flip_bit(work: Work, registry: str, digest: str) -> tuple[int, int, int]:
    """Damage a blob where it lies: its changed byte's offset, the byte before and after."""
    place = _blob(digest)
    work.work_dir.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=work.work_dir) as file:
        save(work, address(f"/containers/{registry}/archive", path=place), file)
        file.seek(0)
        with tarfile.open(fileobj=file, mode="r:") as held:
            member = held.getmember("data")
        changed = archive.flip_bit(file, archive.Span(member.offset_data, member.size))
        file.seek(0)
        path = address(f"/containers/{registry}/archive", path=place.removesuffix("/data"))
        with stream(work.host, "PUT", path, file, headers=TAR) as answer:
            answer.read()
    return changed


def _blob(digest: str) -> str:
    hex_digits = digest.removeprefix("sha256:")
    return f"{ROOT}/blobs/sha256/{hex_digits[:2]}/{hex_digits}/data"


def _read(work: Work, registry: str, path: str) -> bytes:
    with (
        stream(work.host, "GET", address(f"/containers/{registry}/archive", path=path)) as answer,
        tarfile.open(fileobj=answer, mode="r|") as held,
    ):
        member = held.next()
        content = held.extractfile(member) if member else None
        return content.read(DOCUMENT_BYTES) if content else b""
