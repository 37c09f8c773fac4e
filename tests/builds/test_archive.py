import gzip
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from backports import zstd
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.oci.archive import Archive
from builds.oci.compression import LayerInvalid
from builds.oci.inspection import Budget, ReadImage, read_images
from builds.oci.manifest import ImageInvalid, chain_ids, digest_of
from tests.archives import MANIFEST, Layout, Pack, config_of, gz, oci, saved, tar_of

BASE = tar_of({"bin/sh": b"x" * 2000, "etc/a": b"one"})
TOP = tar_of({"etc/a": b"two!", "bin/.wh.sh": b""})
PACKS: list[Any] = [gz, zstd.compress, bytes]


def read(archive: bytes, unpacked: int = 2**30, entries: int = 1000) -> list[ReadImage]:
    return list(read_images(Archive(io.BytesIO(archive)), Budget(unpacked, entries)))


def paths(image: ReadImage) -> list[list[tuple[str, str]]]:
    return [[(change.path, change.change) for change in layer.changes] for layer in image.layers]


# -- layouts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", PACKS, ids=["gzip", "zstd", "plain"])
def test_an_oci_archive_is_read_however_its_layers_are_packed(pack: Pack) -> None:
    [image] = read(oci(BASE, TOP, pack=pack, name="my/app:1"))
    assert image.stored.names == ("my/app:1",)
    assert [layer.stored.digest for layer in image.layers] == [digest_of(pack(tar)) for tar in (BASE, TOP)]
    assert [layer.stored.chain_id for layer in image.layers] == chain_ids([digest_of(BASE), digest_of(TOP)])
    assert [layer.stored.created_by for layer in image.layers] == ["step 0", "step 1"]
    assert paths(image) == [
        [("bin/sh", "added"), ("etc/a", "added")],
        [("bin/sh", "deleted"), ("etc/a", "changed")],
    ]


def test_an_old_archive_of_docker_save_holds_several_images_that_share_layers() -> None:
    first, second = read(saved([BASE], [BASE, TOP], tags=["a:1", "a:2"]))
    assert first.stored.names == ("a:1", "a:2")
    assert first.stored.manifest_digest == ""
    assert first.stored.config_digest == digest_of(config_of([BASE]))
    assert [layer.listed.digest for layer in second.layers] == [digest_of(BASE), digest_of(TOP)]
    assert paths(second)[0] == paths(first)[0]


def test_an_archive_with_both_indexes_is_read_by_the_one_with_digests() -> None:
    layout = Layout()
    name = {
        "io.containerd.image.name": "docker.io/my/app:1",
        "org.opencontainers.image.ref.name": "1",
    }
    entry = layout.image([BASE], annotations=name)
    again = {**entry, "annotations": {"io.containerd.image.name": "docker.io/my/app:2"}}
    layout.files["manifest.json"] = b"[]"
    [image] = read(layout.archive(entry, again))
    assert image.stored.names == ("docker.io/my/app:1", "docker.io/my/app:2")
    assert image.stored.manifest_digest == entry["digest"]


def test_nested_indexes_name_what_is_in_them_and_attestations_are_passed_over() -> None:
    layout = Layout()
    one, two = layout.image([BASE]), layout.image([TOP])
    attestation = layout.image(
        [tar_of({"x": b""})], annotations={"vnd.docker.reference.type": "attestation-manifest"}
    )
    absent = {"mediaType": MANIFEST, "digest": digest_of(b"absent"), "size": 1}
    inner = layout.index(two)
    outer = layout.index(
        one, attestation, absent, inner, annotations={"org.opencontainers.image.ref.name": "n"}
    )
    images = read(layout.archive(outer))
    assert {image.stored.manifest_digest for image in images} == {one["digest"], two["digest"]}
    assert {image.stored.names for image in images} == {("n",)}


# -- what is wrong -------------------------------------------------------------------------------------


def _spoilt(**changes: bytes | str | None) -> bytes:
    """The layout of one image, files replaced or taken away; `LAYER` and `CONFIG` stand for those blobs."""
    layout = Layout()
    entry = layout.image([BASE])
    places = {
        "LAYER": f"blobs/sha256/{digest_of(gz(BASE)).partition(':')[2]}",
        "CONFIG": f"blobs/sha256/{digest_of(config_of([BASE])).partition(':')[2]}",
        "MANIFEST": f"blobs/sha256/{entry['digest'].partition(':')[2]}",
        "INDEX": "index.json",
    }
    files = {**layout.files, "index.json": json.dumps({"manifests": [entry]}).encode()}
    for name, content in changes.items():
        if content is None:
            del files[places[name]]
        else:
            files[places[name]] = content
    return tar_of(files)


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (b"", "neither is there"),
        (b"junk" * 300, "expected a tar archive"),
        (gzip.compress(oci(BASE)), "compressed as a whole"),
        (tar_of({"a": b""}), "neither is there"),
        (_spoilt(INDEX=b"{"), "in JSON"),
        (_spoilt(INDEX=b"[" * 100_000), "in JSON"),
        (_spoilt(INDEX=b'{"manifests": []}'), "there is none"),
        (_spoilt(INDEX=b'{"manifests": [{"mediaType": "\xff", "digest": "d", "size": 1}]}'), "in JSON"),
        (_spoilt(INDEX="index.json"), "neither is there"),
        (_spoilt(INDEX="../../../../etc/passwd"), "neither is there"),
        (_spoilt(MANIFEST=None), "in the archive, it is not there"),
        (_spoilt(MANIFEST=b"{}"), "the content hashes to"),
        (_spoilt(CONFIG=None), "it is not there"),
        (_spoilt(CONFIG=b"{}"), "the content hashes to"),
        (_spoilt(CONFIG=b" " * (8 * 2**20 + 1)), "at most 8388608 bytes"),
        (_spoilt(LAYER=b"x"), "bytes of sha256:"),
        (_spoilt(LAYER=gz(BASE)[:4] + b"\1" + gz(BASE)[5:]), "layer 0: expected the digest"),
        (tar_of({"a": bytes(5000)})[:2000], "the archive ends within"),
        (tar_of({"manifest.json": b"[]"}), "1 to 1000 images"),
        (tar_of({"manifest.json": b'[{"Config": "c", "Layers": []}]'}), "'c' in the archive"),
        (
            tar_of({"manifest.json": b'[{"Config": "c", "Layers": ["l"]}]', "c": config_of([]), "l": BASE}),
            "1 layers, the config 0",
        ),
        (
            tar_of(
                {"manifest.json": b'[{"Config": "c", "Layers": ["l"]}]', "c": config_of([TOP]), "l": BASE}
            ),
            "layer 0: expected the diffID",
        ),
    ],
)
def test_what_cannot_be_read_is_a_clear_error(archive: bytes, message: str) -> None:
    with pytest.raises((ImageInvalid, LayerInvalid), match=message):
        read(archive)


def test_an_index_that_leads_to_ever_more_indexes_ends() -> None:
    layout = Layout()
    entry = layout.image([BASE])
    for _ in range(1100):
        entry = layout.index(entry)
    with pytest.raises(ImageInvalid, match="at most 1000 indexes"):
        read(layout.archive(entry))


def test_all_images_of_an_archive_share_one_budget() -> None:
    archive = saved([BASE], [TOP])
    assert len(read(archive, unpacked=len(BASE) + len(TOP), entries=4)) == 2
    with pytest.raises(LayerInvalid, match="bytes unpacked"):
        read(archive, unpacked=len(BASE) + len(TOP) - 1)
    with pytest.raises(LayerInvalid, match="at most 1 entries"):
        read(archive, entries=3)


@given(st.data())
@settings(deadline=5000, max_examples=150)
def test_a_damaged_archive_is_read_or_a_clear_error(data: st.DataObject) -> None:
    blob = bytearray(data.draw(st.sampled_from([oci(BASE, TOP), saved([BASE, TOP])])))
    for _ in range(data.draw(st.integers(1, 4))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(blob[: data.draw(st.integers(0, len(blob)))]))
    except (ImageInvalid, LayerInvalid):
        return


# -- the command ---------------------------------------------------------------------------------------


def inspect(path: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("inspect_image", str(path), *options, stdout=out)
    return out.getvalue()


def test_the_command_writes_an_object_for_each_image(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(saved([BASE], [BASE, TOP], tags=["a:1"]))
    first, second = map(msgspec.json.decode, inspect(tmp_path / "a.tar", "--json").splitlines())
    assert (first["names"], first["manifest_digest"], first["layer_count"]) == (["a:1"], None, 1)
    assert (second["size"], second["wasted_bytes"]) == (2007, 2007)
    assert second["efficiency"] == 3 / 2007
    layer = second["layers"][1]
    assert layer["files"] == {
        "added": 0,
        "changed": 1,
        "deleted": 1,
        "metadata": 0,
        "touched": 0,
        "opaque": 0,
    }
    assert (layer["index"], layer["digest"], layer["unpacked_size"]) == (1, digest_of(TOP), len(TOP))
    assert "paths" not in layer


def test_the_command_tells_people_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(oci(BASE, TOP, name="my/app:1\x1b[2J"))
    told = inspect(tmp_path / "a.tar", "--files")
    assert told.startswith("my/app:1\ufffd[2J\n")
    assert "2 layers, " in told
    assert "- bin/sh\n" in told
    assert "~ etc/a (content)\n" in told
    assert "0 added, 1 changed, 1 deleted" in told


def test_the_command_names_the_file_that_it_cannot_read(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"junk")
    for name in ("junk", "absent"):
        with pytest.raises(CommandError, match=name):
            inspect(tmp_path / name)
