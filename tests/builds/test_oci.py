import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.oci.compression import CHUNK, LayerInvalid
from builds.oci.listing import unpack
from builds.oci.lower import LowerLayers
from builds.oci.manifest import ImageInvalid, chain_ids, digest_of, verified
from builds.oci.paths import normal_path
from builds.oci.reader import find_changes, read_layer
from builds.oci.stream import TarStream
from builds.oci.tar import read_entries
from tests.builds.tars import TYPES, layered, listed, make_tar, seen

NAME = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=150)
MEMBERS = st.lists(
    st.tuples(NAME, st.sampled_from(sorted(TYPES)), st.binary(max_size=1500), st.integers(0, 2**33), NAME),
    max_size=12,
)


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
