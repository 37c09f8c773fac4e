import gzip
import hashlib
import io
import json
import shutil
import tarfile
from pathlib import Path

import pytest

from engine import bases
from engine.bases.recipes import RECIPES
from engine.install import locate
from tests.engine_fixtures import CACHE

pytestmark = pytest.mark.engine
OWN = tuple(recipe for recipe in RECIPES if recipe.required)
"""What is made of the engine's own packages; the others need a network and minutes."""


def prepare(cache: Path) -> list[bases.BaseImage]:
    return bases.prepare(cache, locate(CACHE), recipes=OWN)


def content(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as opened:
        files = ((member.name, opened.extractfile(member)) for member in opened)
        return {name: file.read() for name, file in files if file is not None}


def blob(files: dict[str, bytes], descriptor: dict[str, str]) -> bytes:
    found = files[f"blobs/sha256/{descriptor['digest'].removeprefix('sha256:')}"]
    assert f"sha256:{hashlib.sha256(found).hexdigest()}" == descriptor["digest"]
    return found


def test_building_twice_gives_the_same_bytes_and_the_second_call_builds_nothing(tmp_path: Path) -> None:
    first, second = prepare(tmp_path / "a"), prepare(tmp_path / "b")
    assert [image.archive.read_bytes() for image in first] == [image.archive.read_bytes() for image in second]
    dates = [image.archive.stat().st_mtime_ns for image in first]
    assert [image.archive.stat().st_mtime_ns for image in prepare(tmp_path / "a")] == dates


def test_the_catalogue_names_every_image_smallest_first(tmp_path: Path) -> None:
    assert bases.load_catalogue(tmp_path) == []
    made = prepare(tmp_path)
    assert bases.load_catalogue(tmp_path) == made
    assert {image.name for image in made} == {recipe.name for recipe in OWN}
    assert made == sorted(made, key=lambda image: image.size)
    assert made[0].name == "lab/base"


def test_every_digest_and_size_of_an_archive_is_true() -> None:
    for image in bases.load_catalogue(CACHE):
        files = content(image.archive)
        (entry,) = json.loads(files["index.json"])["manifests"]
        assert entry["annotations"]["io.containerd.image.name"] == f"docker.io/{image.name}:latest"
        assert entry["digest"] == image.manifest_digest
        manifest = json.loads(blob(files, entry))
        config, layers = json.loads(blob(files, manifest["config"])), manifest["layers"]
        assert [layer["size"] for layer in layers] == [len(blob(files, layer)) for layer in layers]
        assert (sum(layer["size"] for layer in layers), len(layers)) == (image.size, image.layers)
        tars = [gzip.decompress(blob(files, layer)) for layer in layers]
        assert config["rootfs"]["diff_ids"] == [f"sha256:{hashlib.sha256(tar).hexdigest()}" for tar in tars]
        assert len(config["history"]) == len(layers)


def test_the_base_has_what_a_step_needs_and_all_belongs_to_root(tmp_path: Path) -> None:
    image = prepare(tmp_path)[0]
    files = content(image.archive)
    manifest = json.loads(blob(files, json.loads(files["index.json"])["manifests"][0]))
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(blob(files, manifest["layers"][0])))) as layer:
        members = {member.name: member for member in layer}
        assert list(members) == sorted(members)
        assert {(member.uid, member.gid) for member in members.values()} == {(0, 0)}
        assert len({member.mtime for member in members.values()}) == 1
        assert all(members[name].isdir() for name in ("dev", "proc", "sys", "root", "usr", "var"))
        assert members["tmp"].mode == 0o1777
        assert members["bin/sh"].linkname == "/bin/busybox"
        group = layer.extractfile("etc/group")
        assert group is not None
        assert group.read().startswith(b"root:x:0:")


def test_another_busybox_makes_another_catalogue(tmp_path: Path) -> None:
    engine = locate(CACHE)
    first = prepare(tmp_path / "cache")
    own = tmp_path / "own"
    own.mkdir()
    shutil.copy(engine.busybox, own / "busybox")
    with (own / "busybox").open("ab") as binary:
        binary.write(b"\0")
    second = bases.prepare(tmp_path / "cache", type(engine)(own, engine.versions), recipes=OWN)
    assert second[0].manifest_digest != first[0].manifest_digest
    assert all(image.archive.exists() for image in first)
