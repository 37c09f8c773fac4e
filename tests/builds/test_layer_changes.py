import io
import zlib
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.events import FileCounts
from builds.oci.compression import LayerInvalid
from builds.oci.listing import Change, count, pack, unpack
from builds.oci.lower import LowerLayers
from builds.oci.manifest import digest_of
from builds.oci.reader import find_changes, read_layer
from tests.builds.tars import layered, make_tar, seen
from tests.recordings import load


def test_a_layer_adds_changes_and_deletes() -> None:
    base = make_tar("etc/", "etc/old", "etc/kept", "keep")
    top = make_tar("etc/", "etc/.wh.old", "etc/new", ("keep", "symlink", b"etc/new"))
    changes = layered(base, top)[1]
    assert seen(changes) == [
        ("etc", "touched", "directory"),
        ("etc/new", "added", "file"),
        ("etc/old", "deleted", "file"),
        ("keep", "changed", "symlink"),
    ]
    assert count(changes) == FileCounts(added=1, changed=1, deleted=1, touched=1)


def test_an_opaque_folder_deletes_what_it_does_not_hold_again() -> None:
    base = make_tar("d/", "d/a", "d/b", "d/s/", "d/s/x", "d/s/y", "d/gone/", "d/gone/deep")
    top = make_tar("d/", "d/a", "d/s/", "d/s/x", "d/.wh..wh..opq")
    assert seen(layered(base, top)[1]) == [
        ("d", "touched", "directory"),
        ("d/a", "touched", "file"),
        ("d/b", "deleted", "file"),
        ("d/gone", "deleted", "directory"),
        ("d/s", "touched", "directory"),
        ("d/s/x", "touched", "file"),
        ("d/s/y", "deleted", "file"),
    ]


def test_what_was_deleted_below_is_added_again() -> None:
    changes = layered(make_tar("d/", "d/a"), make_tar(".wh.d"), make_tar("d/", "d/a"))
    assert seen(changes[1]) == [("d", "deleted", "directory")]
    assert seen(changes[2]) == [("d", "added", "directory"), ("d/a", "added", "file")]


def test_a_file_in_place_of_a_folder_takes_its_content_away() -> None:
    changes = layered(make_tar("d/", "d/a"), make_tar("d"), make_tar("d/", "d/a"))
    assert seen(changes[1]) == [("d", "changed", "file")]
    assert seen(changes[2]) == [("d", "changed", "directory"), ("d/a", "added", "file")]


def test_the_bookkeeping_of_older_engines_and_the_root_are_no_changes() -> None:
    assert layered(make_tar("./", ".wh..wh.plnk/", ".wh..wh.aufs"))[0] == ()


@pytest.mark.parametrize("whiteout", [".wh.", "d/.wh..", "d/.wh..."])
def test_a_whiteout_of_no_name_in_its_folder_is_refused(whiteout: str) -> None:
    with pytest.raises(LayerInvalid, match=r"a name after \.wh\."):
        layered(make_tar("d/", whiteout))


def test_an_empty_layer_has_no_entry() -> None:
    empty = bytes(1024)
    assert digest_of(empty) == "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
    layer, _ = read_layer(io.BytesIO(empty), digest_of(empty), digest_of(empty), LowerLayers())
    assert layer.facts.empty
    assert not unpack(layer.packed)


PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join)
STEPS = st.lists(st.tuples(st.sampled_from(["file", "directory", "delete"]), PATHS), max_size=6)


@given(st.lists(STEPS, max_size=4))
@settings(deadline=2000)
def test_layers_on_layers_say_what_a_plain_set_of_paths_says(layers: list[list[tuple[str, str]]]) -> None:
    below: set[str] = set()
    lower = LowerLayers()
    for steps in layers:
        entries = list(_entries(steps))
        changes = find_changes(entries, lower)
        lower.apply(changes)
        for change in changes:
            existed = change.path in below
            assert change.change == "deleted" or (change.change != "added") == existed
        below = _upon(below, changes)
        assert all(lower.find(path) for path in below)


def _entries(steps: list[tuple[str, str]]) -> Iterator[Change]:
    for kind, path in {path: (kind, path) for kind, path in steps}.values():
        folder, _, name = path.rpartition("/")
        if kind == "delete":
            yield Change(f"{folder}/.wh.{name}".lstrip("/"), "added", "file", 0, 0, 0, 0, 0, None)
        else:
            yield Change(path, "added", kind, 0, 0, 0, 0, 0, None, content=b"same")


def _upon(below: set[str], changes: tuple[Change, ...]) -> set[str]:
    gone = [change.path for change in changes if change.change == "deleted" or change.type != "directory"]
    kept = {path for path in below if not any(path == lost or path.startswith(f"{lost}/") for lost in gone)}
    for change in changes:
        if change.change != "deleted":
            parts = change.path.split("/")
            kept |= {"/".join(parts[:length]) for length in range(1, len(parts) + 1)}
    return kept


def test_the_recorded_layers_tell_of_the_deleted_file() -> None:
    recording = load("first-build")
    last = [event for event in recording.events if event["type"] == "layer_recorded"][-1]
    changes = recording.changes(str(last["chain_id"]))
    assert ("app/requirements.txt", "deleted", "file") in seen(changes)


def test_packing_keeps_every_field() -> None:
    changes = (
        Change("é", "added", "symlink", 0o777, 1, 2, 3, 4, "x"),
        Change("y", "changed", "file", 0o644, 1, 2, 3, 4, None, ("content", "owner"), content=b"c" * 32),
        Change("z", "added", "block", 0, 0, 0, 0, 0, None, device=(8, 1), xattrs=b"x" * 32),
        Change("zz", "deleted", "whiteout", 0, 0, 0, 0, 0, None, whiteout=True),
    )
    assert unpack(pack(changes)) == changes


def test_a_listing_of_the_first_version_is_read() -> None:
    rows = [["a", "added", "file", 0o644, 0, 0, 3, 4, None], ["b", "deleted", "symlink", 0, 0, 0, 0, 0, "a"]]
    first = b"\x01" + zlib.compress(msgspec.msgpack.encode(rows), 6)
    assert [(change.path, change.change, change.whiteout) for change in unpack(first)] == [
        ("a", "added", False),
        ("b", "deleted", True),
    ]


@pytest.mark.parametrize("packed", [b"", b"\x03", b"\x02", b"\x01", b"\x01x", b"\x02x", pack(())[:-1]])
def test_what_is_no_listing_is_refused(packed: bytes) -> None:
    with pytest.raises(LayerInvalid):
        unpack(packed)
