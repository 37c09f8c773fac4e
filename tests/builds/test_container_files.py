"""The merged view of real builds is what a container of the image has."""

import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from builds.bases import load_missing
from builds.dockerd import call, stream
from builds.events import LayerRecorded
from builds.oci.archive import Archive
from builds.oci.inspection import Budget, read_images
from builds.oci.listing import Change, unpack
from builds.oci.merged import merge
from builds.oci.paths import normal_path
from builds.run import Engine
from engine.bases import load_catalogue
from engine.client import Lease
from tests.builds.test_run import Bench
from tests.engine_fixtures import CACHE

pytestmark = pytest.mark.engine

DOCKERFILE = """\
FROM lab/base
RUN mkdir -p /app/cache/deep /app/keep && echo one > /app/cache/deep/one && echo two > /app/cache/two \
 && echo kept > /app/keep/file && ln /app/keep/file /app/keep/hard && ln -s keep /app/link && mkfifo /app/pipe
COPY a /app/a
RUN chmod 4750 /app/a && chown 7:8 /app/keep && touch -d 2001-02-03 /app/keep/file
RUN rm -r /app/cache && mkdir /app/cache && echo new > /app/cache/new
RUN rm /app/link && mkdir /app/link && echo in > /app/link/in && rm /app/pipe && rm -r /bin/arch
RUN mv /app/keep /app/moved
WORKDIR /made/by/workdir
COPY --link a /linked/a
"""
MADE_BY_DOCKER = (
    "dev",
    "proc",
    "sys",
    ".dockerenv",
    "etc/hosts",
    "etc/hostname",
    "etc/resolv.conf",
    "etc/mtab",
)
Facts = tuple[str, int, int, int, int, int, str]


@pytest.fixture
def bench(lease: Lease, buildx: Path, open_blob: Callable[[str], BinaryIO], tmp_path: Path) -> Bench:
    load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name == "lab/base"])
    return Bench(Engine(lease.fd, buildx, open_blob), tmp_path)


async def test_the_merged_view_is_what_a_container_has(bench: Bench, lease: Lease) -> None:
    events = await bench.build(DOCKERFILE, a="text")
    layers = [event for event in events if isinstance(event, LayerRecorded)]
    listings = [unpack(bench.listings.layers[layer.chain_id].packed) for layer in layers]
    paths = merge(listings)
    seen = {path.found.path: _facts(path.found) for path in paths if path.gone is None}
    exported = _exported(lease.host, "build:test")
    assert _own(seen) == _own(exported)
    assert {path.found.path for path in paths if path.gone is not None} >= {
        "app/cache/two",
        "app/keep",
        "bin/arch",
    }


async def test_what_docker_save_writes_is_read_as_the_build_was_recorded(
    bench: Bench, lease: Lease, tmp_path: Path
) -> None:
    """Also the layer's listings: those of the archive's plain or packed blobs are those of the engine's."""
    events = await bench.build(DOCKERFILE, a="text")
    layers = [event for event in events if isinstance(event, LayerRecorded)]
    with (tmp_path / "saved.tar").open("w+b") as file:
        with stream(lease.host, "GET", "/images/build:test/get") as answer:
            shutil.copyfileobj(answer, file)
        [image] = read_images(Archive(file), Budget(2**30, 10_000))
    assert image.stored.names == ("docker.io/library/build:test",)
    assert [layer.listed.digest for layer in image.layers] == [layer.digest for layer in layers]
    assert [layer.stored.chain_id for layer in image.layers] == [layer.chain_id for layer in layers]
    assert [layer.listed.facts.files for layer in image.layers] == [layer.files for layer in layers]
    assert [layer.changes for layer in image.layers] == [
        unpack(bench.listings.layers[layer.chain_id].packed) for layer in layers
    ]


def _own(facts: dict[str, Facts]) -> dict[str, Facts]:
    """Without what Docker puts into every container, and without the date that /etc gets from that."""
    own = {path: row for path, row in facts.items() if not path.startswith(MADE_BY_DOCKER)}
    return {**own, "etc": (*own["etc"][:5], 0, "")}


def _facts(change: Change) -> Facts:
    """A hard link as the file that it is: which name is the link is the tar's choice."""
    kind = "file" if change.type == "hardlink" else change.type
    size = 0 if change.type == "hardlink" else change.size
    target = change.target or "" if change.type == "symlink" else ""
    return kind, change.mode, change.uid, change.gid, size, change.mtime, target


def _exported(host: str, image: str) -> dict[str, Facts]:
    container = call(host, "POST", "/containers/create", {"Image": image, "NetworkDisabled": True})["Id"]
    try:
        with stream(host, "GET", f"/containers/{container}/export") as answer:
            content = answer.read()
    finally:
        call(host, "DELETE", f"/containers/{container}?force=1")
    kinds = {tarfile.DIRTYPE: "directory", tarfile.SYMTYPE: "symlink", tarfile.FIFOTYPE: "fifo"}
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        return {
            normal_path(found.name): (
                kinds.get(found.type, "file"),
                found.mode,
                found.uid,
                found.gid,
                found.size,
                int(found.mtime),
                found.linkname if found.issym() else "",
            )
            for found in tar
            if normal_path(found.name)
        }
