"""What a layer changes, against a plain reading of the same tars with `tarfile`."""

import hashlib
import io
import tarfile
from collections.abc import Sequence

import pytest
from backports.zstd import CompressionParameter, ZstdCompressor
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.events import FileCounts
from builds.oci.compression import LayerInvalid
from builds.oci.listing import Change, count
from builds.oci.lower import LowerLayers
from builds.oci.manifest import digest_of
from builds.oci.paths import MAX_PATHS
from builds.oci.reader import read_layer
from builds.oci.stream import TarStream
from builds.oci.tar import read_entries

KINDS = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "character": tarfile.CHRTYPE,
    "fifo": tarfile.FIFOTYPE,
}
Member = tuple[str, str, dict[str, object]]


def member(path: str, kind: str = "", **fields: object) -> Member:
    """A file, or a directory where the path ends in a slash; `content` and TarInfo's own fields beside."""
    return path, kind or ("directory" if path.endswith("/") else "file"), fields


def tar_of(members: Sequence[Member]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, kind, fields in members:
            header = tarfile.TarInfo(path)
            header.type = KINDS[kind]
            content = fields.pop("content", b"") if (fields := dict(fields)) else b""
            assert isinstance(content, bytes)
            for name, value in fields.items():
                setattr(header, name, value)
            header.size = len(content) if kind == "file" else 0
            tar.addfile(header, io.BytesIO(content))
    return out.getvalue()


def stacked(*layers: Sequence[Member]) -> list[tuple[Change, ...]]:
    lower = LowerLayers()
    tars = [tar_of(members) for members in layers]
    return [read_layer(io.BytesIO(tar), digest_of(tar), digest_of(tar), lower)[1] for tar in tars]


def told(changes: Sequence[Change]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(change.path, change.change, change.what) for change in changes]


# -- what differs --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        (member("f", content=b"a"), member("f", content=b"b"), ("content",)),
        (member("f", content=b"a"), member("f", content=b"a", mtime=9), ("mtime",)),
        (member("f", mode=0o644), member("f", mode=0o755), ("mode",)),
        (member("f"), member("f", gid=7), ("owner",)),
        (member("f"), member("f", pax_headers={"SCHILY.xattr.user.a": "b"}), ("xattrs",)),
        (member("f"), member("f/"), ("type",)),
        (member("l", "symlink", linkname="a"), member("l", "symlink", linkname="b"), ("target",)),
        (member("d/"), member("d/", mode=0o700), ("mode",)),
        (member("c", "character", devmajor=1), member("c", "character", devmajor=2), ("device",)),
        (member("f", content=b"a"), member("f", content=b"b", uid=1, mode=1), ("content", "mode", "owner")),
    ],
)
def test_a_changed_path_says_in_what(before: Member, after: Member, what: tuple[str, ...]) -> None:
    changes = stacked([before], [after])[1]
    assert told(changes) == [(before[0].strip("/"), "changed", what)]
    assert count(changes).metadata == (not {"content", "type", "device"} & {*what})


def test_what_is_listed_again_without_a_change_is_only_touched() -> None:
    same = [member("d/", mtime=1), member("d/f", content=b"x"), member("l", "symlink", linkname="d")]
    again = [member("d/", mtime=2), *same[1:], member("d/new")]
    changes = stacked(same, again)[1]
    assert told(changes) == [
        ("d", "touched", ("mtime",)),
        ("d/f", "touched", ()),
        ("d/new", "added", ()),
        ("l", "touched", ()),
    ]
    assert count(changes) == FileCounts(added=1, changed=0, deleted=0, touched=3)


def test_a_hard_link_has_the_content_of_what_it_leads_to() -> None:
    below = [member("a", content=b"x"), member("b", "hardlink", linkname="./a")]
    above = [
        member("b", content=b"x"),
        member("a", "hardlink", linkname="b"),
        member("n", "hardlink", linkname="no"),
    ]
    first, second = stacked(below, above)
    assert [change.content for change in first] == [hashlib.sha256(b"x").digest()] * 2
    assert told(second) == [("a", "touched", ()), ("b", "touched", ()), ("n", "added", ())]
    assert [(change.size, change.content is None) for change in second] == [(0, False), (1, False), (0, True)]


def test_a_device_keeps_its_numbers() -> None:
    [change] = stacked([member("null", "character", devmajor=1, devminor=3)])[0]
    assert (change.type, change.device) == ("character", (1, 3))


# -- what disappears -----------------------------------------------------------------------------------


def test_what_is_deleted_is_told_as_it_lay_there() -> None:
    below = [member("d/", mode=0o700), member("d/a", content=b"12"), member("d/s/b", content=b"345")]
    [change] = stacked(below, [member(".wh.d")])[1]
    assert (change.change, change.type, change.mode, change.size) == ("deleted", "directory", 0o700, 5)
    assert change.whiteout
    [nothing] = stacked([], [member("x/.wh.y")])[1]
    assert (nothing.path, nothing.type, nothing.whiteout) == ("x/y", "whiteout", True)


@pytest.mark.parametrize("mark", ["d/.wh..wh..opq", ".wh.d"], ids=["opaque", "whiteout of what is there"])
@pytest.mark.parametrize("last", [True, False])
def test_a_directory_made_anew_hides_what_lay_in_it(mark: str, last: bool) -> None:
    below = [member("d/"), member("d/old"), member("d/kept")]
    above = [member("d/"), member("d/kept"), member("d/new")]
    changes = stacked(below, [*above, member(mark)] if last else [member(mark), *above])[1]
    assert [(change.path, change.change, change.opaque) for change in changes] == [
        ("d", "touched", True),
        ("d/kept", "touched", False),
        ("d/new", "added", False),
        ("d/old", "deleted", False),
    ]
    assert [change.path for change in changes if change.whiteout] == (["d"] if mark == ".wh.d" else [])
    assert count(changes).opaque == 1


def test_a_mark_without_its_directory_stands_for_one() -> None:
    below = [member("d/", mode=0o700), member("d/old")]
    changes = stacked(below, [member("d/.wh..wh..opq")])[1]
    assert [(c.path, c.change, c.mode, c.opaque) for c in changes] == [
        ("d", "touched", 0o700, True),
        ("d/old", "deleted", 0o644, False),
    ]
    root = stacked(below, [member(".wh..wh..opq")])[1]
    assert [(c.path, c.change, c.opaque) for c in root] == [("", "touched", True), ("d", "deleted", False)]


def test_a_whiteout_of_a_file_that_is_there_again_is_no_deletion() -> None:
    changes = stacked([member("f", content=b"a")], [member(".wh.f"), member("f", content=b"b")])[1]
    assert [(c.path, c.change, c.whiteout) for c in changes] == [("f", "changed", True)]


# -- limits --------------------------------------------------------------------------------------------


def entries(blob: bytes) -> list[Change]:
    return list(read_entries(TarStream(io.BytesIO(blob), 2**40), 300_000))


def test_a_zstd_window_that_needs_much_memory_is_refused() -> None:
    packer = ZstdCompressor(options={int(CompressionParameter.window_log): 27})
    blob = packer.compress(bytes(1000), ZstdCompressor.FLUSH_BLOCK) + packer.flush()
    with pytest.raises(LayerInvalid, match="expected zstd"):
        entries(blob)


def test_paths_that_take_much_memory_together_are_refused() -> None:
    deep = "/".join("d" * 1 for _ in range(2000))
    members = [member(f"{number}/{deep}/f") for number in range(MAX_PATHS // (2000 * 2000) + 2)]
    with pytest.raises(LayerInvalid, match=f"{MAX_PATHS} in a layer"):
        entries(tar_of(members))


def test_a_sparse_file_has_its_own_size_and_no_hash() -> None:
    pax = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "s",
        "GNU.sparse.realsize": "9" * 15,
    }
    [change] = entries(tar_of([member("x", content=b"1\n0\n0\n".ljust(512, b"\0"), pax_headers=pax)]))
    assert (change.path, change.size, change.content) == ("s", int("9" * 15), None)


# -- tarfile says the same -----------------------------------------------------------------------------

NAMES = st.lists(st.sampled_from(["a", "b", "c", ".hid", "é"]), min_size=1, max_size=3).map("/".join)
CONTENTS = st.sampled_from([b"", b"1", b"other", b"x" * 5000])
FIELDS = st.fixed_dictionaries(
    {
        "mode": st.sampled_from([0o644, 0o4755]),
        "uid": st.integers(0, 1),
        "mtime": st.sampled_from([0, 5, 2**34]),
    }
)


def _member(path: str, kind: str, content: bytes, fields: dict[str, object]) -> Member:
    extra = {"content": content} if kind == "file" else {"linkname": "a"} if kind == "symlink" else {}
    return path, kind, {**fields, **extra}


MEMBERS = st.lists(
    st.builds(_member, NAMES, st.sampled_from(["file", "directory", "symlink", "fifo"]), CONTENTS, FIELDS)
    | st.builds(lambda path: member(_whiteout(path)), NAMES)
    | st.builds(lambda path: member(f"{path}/.wh..wh..opq"), NAMES),
    max_size=8,
)


def _whiteout(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/.wh.{name}".lstrip("/")


Plain = dict[str, tuple[object, ...]]


def _plain(tar: bytes) -> tuple[Plain, set[str], set[str]]:
    """Entries, whiteouts and opaque directories, as `tarfile` reads them."""
    found: Plain = {}
    whiteouts, opaque = set[str](), set[str]()
    with tarfile.open(fileobj=io.BytesIO(tar)) as archive:
        for header in archive:
            folder, _, name = header.name.rpartition("/")
            if name == ".wh..wh..opq":
                opaque.add(folder)
            elif name.startswith(".wh."):
                whiteouts.add(f"{folder}/{name[4:]}".lstrip("/"))
            else:
                file = archive.extractfile(header) if header.isreg() else None
                content = file.read() if file else header.linkname
                found[header.name] = (
                    header.type, content, header.mode, (header.uid, header.gid), int(header.mtime)
                )  # fmt: skip
    return found, whiteouts, opaque


def _sane(members: Sequence[Member]) -> bool:
    """Nothing lies in what the same layer says is no directory."""
    solid = {path for path, kind, _ in members if kind != "directory"}
    return not any(path.startswith(f"{top}/") for path, _, _ in members for top in solid)


@given(st.lists(MEMBERS.filter(_sane), max_size=4))
@settings(deadline=5000, max_examples=200)
def test_changes_are_those_of_a_plain_reading(layers: list[list[Member]]) -> None:
    below: Plain = {}
    for members, changes in zip(layers, stacked(*layers), strict=True):
        found, whiteouts, opaque = _plain(tar_of(members))
        held = set[str]().union(*(_around(path) for path in [*found, *(f"{o}/x" for o in opaque)]))
        lost = {
            path
            for path in below
            if any(path == w or path.startswith(f"{w}/") for w in whiteouts)
            or any(path.startswith(f"{o}/") for o in opaque)
        }
        solid = {path for path, row in found.items() if row[0] != tarfile.DIRTYPE}
        rows = {change.path: change for change in changes}
        for path, (kind, content, mode, owner, mtime) in found.items():
            row, was = rows[path], below.get(path)
            assert (KINDS[row.type], row.mode, (row.uid, row.gid), row.mtime) == (kind, mode, owner, mtime)
            if isinstance(content, bytes) and kind == tarfile.REGTYPE:
                assert (row.size, row.content) == (len(content), hashlib.sha256(content).digest())
            same = was == found[path] or (kind == tarfile.DIRTYPE and was and was[:4] == found[path][:4])
            assert row.change == ("added" if was is None else "touched" if same else "changed")
        deleted = {path for path, row in rows.items() if row.change == "deleted"}
        assert whiteouts - held <= deleted
        assert {path for path in lost - held if path.rpartition("/")[0] in {"", *held} - solid} <= deleted
        assert deleted <= (whiteouts | lost) - found.keys()
        below = _upon(below, found, lost, opaque)


def _around(path: str) -> set[str]:
    """The path and the directories that it lies in."""
    return {"/".join(path.split("/")[:count]) for count in range(1, path.count("/") + 2)}


def _upon(below: Plain, found: Plain, lost: set[str], opaque: set[str]) -> Plain:
    solid = {path for path, row in found.items() if row[0] != tarfile.DIRTYPE}
    kept = {
        path: row
        for path, row in below.items()
        if path not in lost and not any(path.startswith(f"{top}/") for top in solid)
    }
    made = {**kept, **found}
    for path in [*made, *(f"{folder}/x" for folder in opaque if folder)]:
        for around in _around(path) - {path}:
            if made.get(around, (tarfile.DIRTYPE,))[0] != tarfile.DIRTYPE or around not in made:
                made[around] = (tarfile.DIRTYPE, "", 0o755, (0, 0), 0)
    return made
