"""An image of one gzip layer as an OCI archive that `docker load` takes; same tree, same bytes."""

import gzip
import hashlib
import platform
from datetime import UTC, datetime
from typing import Any

import msgspec

from engine.bases.tree import MTIME, Entry, directory, file, make_tar

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Image(msgspec.Struct, frozen=True):
    """`archive` is the whole file's content; `size` the compressed layer's bytes."""

    archive: bytes
    manifest_digest: str
    size: int


def make_image(name: str, entries: list[Entry], created_by: str, env: tuple[str, ...] = ()) -> Image:
    """`name` without a tag: `lab/base` is loaded as `docker.io/lab/base:latest`. `env` is added to PATH."""
    tar = make_tar(entries)
    layer = gzip.compress(tar, mtime=0)
    config = _json(_config(_digest(tar), created_by, env))
    manifest = _json(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": _descriptor("application/vnd.oci.image.config.v1+json", config),
            "layers": [_descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer)],
        }
    )
    index = _json(_index(name, manifest))
    blobs = [file(f"blobs/sha256/{_digest(blob)[7:]}", blob) for blob in (layer, config, manifest)]
    layout = [directory("blobs"), directory("blobs/sha256"), file("index.json", index)]
    archive = make_tar([*blobs, *layout, file("oci-layout", _json({"imageLayoutVersion": "1.0.0"}))])
    return Image(archive, _digest(manifest), len(layer))


def _config(diff_id: str, created_by: str, env: tuple[str, ...]) -> dict[str, Any]:
    machine = platform.machine()
    created = datetime.fromtimestamp(MTIME, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "created": created,
        "architecture": ARCHITECTURES.get(machine, machine),
        "os": "linux",
        "config": {"Env": [PATH, *env], "Cmd": ["sh"]},
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [{"created": created, "created_by": created_by}],
    }


def _index(name: str, manifest: bytes) -> dict[str, Any]:
    descriptor = _descriptor("application/vnd.oci.image.manifest.v1+json", manifest)
    descriptor["annotations"] = {
        "io.containerd.image.name": f"docker.io/{name}:latest",
        "org.opencontainers.image.ref.name": "latest",
    }
    return {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [descriptor],
    }


def _descriptor(media_type: str, blob: bytes) -> dict[str, Any]:
    return {"mediaType": media_type, "digest": _digest(blob), "size": len(blob)}


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
