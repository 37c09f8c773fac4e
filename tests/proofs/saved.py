"""An image as the engine gives it away, read by skopeo, umoci, `tarfile` and hashlib."""

import gzip
import hashlib
import http.client
import io
import json
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from builds.dockerd import Connection
from tests.proofs.trees import Node, Tree, put_on, read_tar, walk

SECONDS = 120
MADE_BY_DOCKER = frozenset(
    {
        *(".dockerenv", "dev", "dev/console", "dev/pts", "dev/shm", "etc/hosts", "etc/hostname"),
        *("etc/resolv.conf", "etc/mtab", "proc", "sys", "etc"),
    }
)
"""What creating a container makes, or dates anew."""


class SavedLayer(msgspec.Struct, frozen=True):
    """`entries` in the tar's order."""

    digest: str
    media_type: str
    size: int
    diff_id: str
    chain_id: str
    unpacked_size: int
    entries: list[tuple[str, Node]]


class SavedImage(msgspec.Struct, frozen=True):
    manifest_digest: str
    config_digest: str
    config: dict[str, Any]
    layers: list[SavedLayer]


def save(host: str, image: str, into: Path) -> Path:
    """What `docker save` writes."""
    with Connection(host, SECONDS) as daemon, into.open("wb") as out:
        answer = _ask(daemon, "GET", f"/images/{image}/get")
        while block := answer.read(1024 * 1024):
            out.write(block)
    return into


def read_saved(archive: Path) -> SavedImage:
    """By the archive's own index; each blob is hashed."""
    blobs = {}
    with tarfile.open(archive) as tar:
        index = json.load(_member(tar, "index.json"))
        for member in tar:
            if member.isreg() and member.name.startswith("blobs/"):
                content = _member(tar, member.name).read()
                name = f"sha256:{hashlib.sha256(content).hexdigest()}"
                assert member.name == f"blobs/{name.replace(':', '/')}"
                blobs[name] = content
    described = index["manifests"][0]
    while "index" in described["mediaType"]:
        inside = json.loads(blobs[described["digest"]])["manifests"]
        described = next(each for each in inside if each["platform"]["os"] != "unknown")
    manifest = json.loads(blobs[described["digest"]])
    config = json.loads(blobs[manifest["config"]["digest"]])
    layers = _layers(manifest["layers"] or [], config, blobs)
    return SavedImage(described["digest"], manifest["config"]["digest"], config, layers)


def _layers(descriptors: list[Any], config: Any, blobs: Mapping[str, bytes]) -> list[SavedLayer]:
    layers: list[SavedLayer] = []
    for descriptor, told in zip(descriptors, config["rootfs"]["diff_ids"] or [], strict=True):
        blob = blobs[descriptor["digest"]]
        tar = gzip.decompress(blob)
        diff_id = f"sha256:{hashlib.sha256(tar).hexdigest()}"
        assert diff_id == told
        assert len(blob) == descriptor["size"]
        both = f"{layers[-1].chain_id} {diff_id}".encode() if layers else b""
        chain_id = f"sha256:{hashlib.sha256(both).hexdigest()}" if layers else diff_id
        entries = read_tar(io.BytesIO(tar))
        layers.append(
            SavedLayer(
                descriptor["digest"],
                descriptor["mediaType"],
                len(blob),
                diff_id,
                chain_id,
                len(tar),
                entries,
            )
        )
    return layers


def merged(image: SavedImage) -> Tree:
    tree: Tree = {}
    for layer in image.layers:
        tree = put_on(tree, layer.entries)
    return tree


def by_skopeo(archive: Path, folder: Path) -> dict[str, Any]:
    """The manifest, its digest, and the config; leaves an OCI layout in `folder`."""
    _call("skopeo", "copy", "--quiet", f"oci-archive:{archive}", f"oci:{folder}:image")
    raw = _call("skopeo", "inspect", "--raw", f"oci:{folder}:image")
    config = _call("skopeo", "inspect", "--config", "--raw", f"oci:{folder}:image")
    digest = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return {"digest": digest, "manifest": json.loads(raw), "config": json.loads(config)}


def by_umoci(folder: Path) -> list[dict[str, Any]]:
    """History with its layers, of the OCI layout that skopeo left."""
    history: list[dict[str, Any]] = json.loads(
        _call("umoci", "stat", "--image", f"{folder}:image", "--json")
    )["history"]
    return history


def unpacked_by_umoci(folder: Path, into: Path) -> Tree:
    _call("umoci", "unpack", "--image", f"{folder}:image", str(into))
    return dict(walk(into / "rootfs"))


def exported(host: str, image: str, config: Mapping[str, Any]) -> Tree:
    """The files of a container made from the image and never started, without what making it adds."""
    body = json.dumps({"Image": image, "Cmd": ["none"]})
    with Connection(host, SECONDS) as daemon:
        container = json.load(_ask(daemon, "POST", "/containers/create", body))["Id"]
    with Connection(host, SECONDS) as daemon:
        tree = put_on({}, read_tar(io.BytesIO(_ask(daemon, "GET", f"/containers/{container}/export").read())))
    with Connection(host, SECONDS) as daemon:
        _ask(daemon, "DELETE", f"/containers/{container}?v=1").read()
    return tree


def _ask(daemon: Connection, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
    daemon.request(method, path, body, {"Content-Type": "application/json"})
    answer = daemon.getresponse()
    assert answer.status < 300, answer.read()
    return answer


def _member(tar: tarfile.TarFile, name: str) -> Any:
    file = tar.extractfile(name)
    assert file is not None
    return file


def _call(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, timeout=SECONDS).stdout
