import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator

import msgspec
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.events import FileCounts
from builds.oci.listing import Change, count, pack, unpack
from builds.oci.lower import LowerLayers
from builds.oci.manifest import ImageInvalid, chain_ids, digest_of, verified
from builds.oci.paths import normal_path
from builds.oci.reader import find_changes, read_layer
from builds.oci.stream import CHUNK, LayerInvalid, TarStream
from builds.oci.tar import read_entries
from tests.recordings import load

TYPES = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "character": tarfile.CHRTYPE,
    "block": tarfile.BLKTYPE,
    "fifo": tarfile.FIFOTYPE,
}
NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=150)
MEMBERS = st.lists(
    st.tuples(NAME, st.sampled_from(sorted(TYPES)), st.binary(max_size=1500), st.integers(0, 2**33), NAME),
    max_size=12,
)


def make_tar(*members: tuple[str, str, bytes] | str, format: int = tarfile.PAX_FORMAT) -> bytes:
    """Each a path (an empty file; a folder where it ends in a slash), or path, type, content."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for member in members:
            path, kind, content = (
                (member, "directory" if member.endswith("/") else "file", b"")
                if isinstance(member, str)
                else member
            )
            header = tarfile.TarInfo(path)
            header.type = TYPES[kind]
            header.linkname = content.decode() if kind in ("symlink", "hardlink") else ""
            header.size = len(content) if kind == "file" else 0
            tar.addfile(header, io.BytesIO(content))
    return out.getvalue()


def listed(blob: bytes) -> list[Change]:
    return list(read_entries(TarStream(io.BytesIO(blob), 2**40), 1000))


def layered(*tars: bytes) -> list[tuple[Change, ...]]:
    lower = LowerLayers()
    return [read_layer(io.BytesIO(tar), digest_of(tar), digest_of(tar), lower)[1] for tar in tars]


def seen(changes: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(change.path, change.change, change.type) for change in changes]


# -- digests -----------------------------------------------------------------------------------------


def test_a_chain_id_hashes_the_chain_below_and_the_diff_id() -> None:
    one, two, three = (digest_of(name) for name in (b"1", b"2", b"3"))
    second = "sha256:" + hashlib.sha256(f"{one} {two}".encode()).hexdigest()
    third = "sha256:" + hashlib.sha256(f"{second} {three}".encode()).hexdigest()
    assert chain_ids([one, two, three]) == [one, second, third]
    assert chain_ids([]) == []


def test_a_tampered_document_is_refused() -> None:
    assert verified(b"{}", digest_of(b"{}")) == b"{}"
    with pytest.raises(ImageInvalid, match="expected sha256:"):
        verified(b"{ }", digest_of(b"{}"))


# -- the stream --------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_members_frames_and_plain_tars_read_alike(times: int, compress: Callable[[bytes], bytes]) -> None:
    tar = make_tar(("big", "file", bytes(3 * CHUNK)), "a/", "a/b")
    part = len(tar) // times + 1
    packed = b"".join(compress(tar[start : start + part]) for start in range(0, len(tar), part))
    layer, changes = read_layer(io.BytesIO(packed), digest_of(packed), digest_of(tar), LowerLayers())
    assert layer.facts.unpacked_size == len(tar)
    assert seen(changes) == [("a", "added", "directory"), ("a/b", "added", "file"), ("big", "added", "file")]
    assert unpack(layer.packed) == changes == layered(tar)[0]


@pytest.mark.parametrize("which", ["digest", "diffID"])
def test_a_layer_that_is_another_one_is_refused(which: str) -> None:
    tar = make_tar("a")
    packed, wrong = gzip.compress(tar), digest_of(b"another")
    digests = (wrong, digest_of(tar)) if which == "digest" else (digest_of(packed), wrong)
    with pytest.raises(LayerInvalid, match=f"expected the {which} {wrong}"):
        read_layer(io.BytesIO(packed), *digests, LowerLayers())


def test_a_byte_after_the_end_of_the_tar_counts_for_the_diff_id() -> None:
    tar = make_tar("a")
    with pytest.raises(LayerInvalid, match="diffID"):
        read_layer(io.BytesIO(tar + b"x"), digest_of(tar + b"x"), digest_of(tar), LowerLayers())


@pytest.mark.parametrize(
    "blob", [b"\x28\xb5\x2f\xfd" + bytes(600), b"\x1f\x8b" + bytes(600), b"not a tar" * 100]
)
def test_what_is_not_a_layer_is_refused(blob: bytes) -> None:
    with pytest.raises(LayerInvalid):
        listed(blob)


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_a_bomb_stops_at_the_limit(compress: Callable[[bytes], bytes]) -> None:
    blob = compress(make_tar(("zeros", "file", bytes(8_000_000))))
    stream = TarStream(io.BytesIO(blob), 1_000_000)
    with pytest.raises(LayerInvalid, match="at most 1000000 bytes"):
        list(read_entries(stream, 10))
    assert stream.size <= 1_000_000 + CHUNK


# -- the tar -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "expected"),
    [(0.0, 0), (1.9, 1), (-1.0, -1), (-0.5, -1), (-44422.0, -44422), (-1104495628.25, -1104495629)],
)
def test_a_date_is_rounded_down_also_before_1970(date: float, expected: int) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        header = tarfile.TarInfo("f")
        header.mtime = date
        tar.addfile(header)
    assert [entry.mtime for entry in listed(out.getvalue())] == [expected]


@pytest.mark.parametrize("format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@given(members=MEMBERS)
@settings(deadline=2000)
def test_entries_are_those_that_tarfile_reads(
    format: int, members: list[tuple[str, str, bytes, int, str]]
) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as tar:
        for path, kind, content, number, target in members:
            header = tarfile.TarInfo(f"d/{path}")
            header.type, header.linkname, header.mtime = TYPES[kind], target, number
            header.uid, header.gid, header.mode = number % 2**31, number % 70_000, number % 0o10000
            header.size = len(content) if kind == "file" else 0
            tar.addfile(header, io.BytesIO(content))
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as tar:
        expected = [
            (normal_path(found.name), found.type, found.mode, found.uid, found.gid, found.size, found.mtime)
            for found in tar
        ]
    entries = listed(out.getvalue())
    assert [(e.path, TYPES[e.type], e.mode, e.uid, e.gid, e.size, e.mtime) for e in entries] == expected
    links = [target for _, kind, _, _, target in members if kind in ("symlink", "hardlink")]
    assert [entry.target for entry in entries if entry.target is not None] == links


def test_sparse_files_have_their_own_size_and_hide_nothing_after_them() -> None:
    header = bytearray(make_tar(("sparse", "file", bytes(512)))[:512])
    header[156:157] = b"S"
    header[257:265] = b"ustar  \0"
    header[482] = 1
    header[483:495] = b"00000200000\0"
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * 32)
    extended = bytes(512)
    blob = bytes(header) + extended + bytes(512) + make_tar("after")
    assert [(entry.path, entry.size) for entry in listed(blob)] == [("sparse", 0o200000), ("after", 0)]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./a/", "a"),
        ("/etc/x", "etc/x"),
        ("../../etc/x", "etc/x"),
        ("a/./b//c", "a/b/c"),
        ("./", ""),
        ("..", ""),
    ],
)
def test_a_path_stays_below_the_root(name: str, path: str) -> None:
    assert normal_path(name) == path


TAR = make_tar(
    ("a" * 120, "file", b"content"), "b/", ("b/c", "symlink", b"x" * 130), ("ä", "hardlink", b"b/c")
)


@given(st.data())
@settings(deadline=2000, max_examples=300)
def test_a_damaged_tar_is_a_listing_or_a_clear_error(data: st.DataObject) -> None:
    blob = bytearray(TAR)
    for _ in range(data.draw(st.integers(1, 4))):
        blob[data.draw(st.integers(0, len(blob) - 1))] = data.draw(st.integers(0, 255))
    blob = blob[: data.draw(st.integers(0, len(blob)))]
    for content in (
        *(bytes(blob), gzip.compress(bytes(blob)), gzip.compress(TAR)[: len(blob)]),
        *(zstd.compress(bytes(blob)), zstd.compress(TAR)[: len(blob)]),
    ):
        try:
            entries = listed(content)
        except LayerInvalid:
            continue
        assert all(not entry.path.startswith(("/", "../")) for entry in entries)
        find_changes(entries, LowerLayers())


@pytest.mark.parametrize(
    ("records", "message"),
    [
        (b"11 size=-1\n", "decimal size"),
        (b"99 path=x\n", "length key=value"),
        (b"12 path=a\0b\n", "without NUL"),
        (b"0 path=a\n", "length key=value"),
    ],
)
def test_a_spoilt_pax_header_is_refused(records: bytes, message: str) -> None:
    header = bytearray(make_tar(("x", "file", records))[:512])
    header[156:157] = b"x"
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * 32)
    with pytest.raises(LayerInvalid, match=message):
        listed(bytes(header) + records.ljust(512, b"\0") + make_tar("a"))


def test_too_many_entries_are_refused() -> None:
    with pytest.raises(LayerInvalid, match="at most 2 entries"):
        list(read_entries(TarStream(io.BytesIO(make_tar("a", "b", "c")), 2**40), 2))


# -- changes -----------------------------------------------------------------------------------------


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
