"""A folder survives its zip file, and no zip file does more than hold a folder."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs import catalogue
from labs.authoring.folder import Bounds, File, FolderRefused, exercise_in, name_of, read
from labs.authoring.zipped import pack, unpack
from labs.loading import load
from tests.size import size

BOUNDS = Bounds(files=20, unpacked=100_000)
WIDE = Bounds(files=500, unpacked=2**21)
names = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="/\\:"),
    min_size=1,
    max_size=12,
).filter(lambda name: name.isprintable() and name not in (".", ".."))
paths = st.lists(names, min_size=1, max_size=4).map("/".join)
files = st.builds(File, st.binary(max_size=300), st.booleans())


def apart(folder: dict[str, File]) -> dict[str, File]:
    """Without files where other paths need a folder."""
    return {path: file for path, file in folder.items() if not any(o.startswith(f"{path}/") for o in folder)}


@settings(max_examples=size(100, 2000), deadline=None, database=None)
@given(st.dictionaries(paths, files, max_size=12).map(apart))
def test_what_is_exported_is_imported_as_it_was(folder: dict[str, File]) -> None:
    whole = folder | {"index.md": File(b"---\nid: my-lab\n---\n")}
    archive = pack(whole, name_of(whole))
    assert unpack(archive, BOUNDS) == whole
    assert pack(unpack(archive, BOUNDS), "my-lab") == archive


@pytest.mark.parametrize("exercise", catalogue.exercises(), ids=lambda one: one.slug)
def test_each_exercise_of_the_course_is_the_same_after_its_zip_file(exercise: object) -> None:
    place = catalogue.LIBRARY / exercise.slug  # type: ignore[attr-defined]
    folder = unpack(pack(read(place), place.name), WIDE)
    assert folder == read(place)
    assert exercise_in(folder) == load(place) == exercise


def zipped(*entries: tuple[str, bytes, int], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Name, content, Unix mode."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content, mode in entries:
            entry = zipfile.ZipInfo(name)
            entry.external_attr, entry.create_system, entry.compress_type = mode << 16, 3, method
            archive.writestr(entry, content)
    return written.getvalue()


PLAIN = stat.S_IFREG | 0o644
ATTACKS = {
    "above": (zipped(("../evil", b"x", PLAIN)), "below the folder"),
    "far above": (zipped(("a/../../../etc/cron.d/evil", b"x", PLAIN)), "below the folder"),
    "absolute": (zipped(("/etc/passwd", b"x", PLAIN)), "below the folder"),
    "a drive": (zipped(("C:/evil", b"x", PLAIN)), "without control"),
    "backslashes": (zipped(("..\\evil", b"x", PLAIN)), "without control"),
    "a line end": (zipped(("a\nb", b"x", PLAIN)), "without control"),
    "a link": (zipped(("a", b"/etc/passwd", stat.S_IFLNK | 0o777)), "got a link"),
    "a device": (zipped(("a", b"", stat.S_IFCHR | 0o666)), "got a link or something else"),
    "a bomb": (zipped(("a", bytes(10**8), PLAIN)), "over its limit"),
    "many small bombs": (zipped(*((f"a{n}", bytes(9000), PLAIN) for n in range(15))), "over its limit"),
    "too many": (zipped(*((f"a{n}", b"", PLAIN) for n in range(21))), "at most 20 files"),
    "deep": (zipped(("a/" * 50 + "b", b"", PLAIN)), "12 names"),
    "long": (zipped(("a" * 300, b"", PLAIN)), "255 bytes"),
    "a file and a folder": (
        zipped(("a", b"", PLAIN), ("a/b", b"", PLAIN), ("b", b"", PLAIN)),
        "a folder where",
    ),
    "another packing": (zipped(("a", b"x", PLAIN), method=zipfile.ZIP_BZIP2), "stored or deflated"),
    "no archive": (b"PK\x03\x04 not really", "a zip file"),
    "nothing": (b"", "a zip file"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_zip_file_that_is_more_than_a_folder_is_refused(attack: str) -> None:
    archive, message = ATTACKS[attack]
    with pytest.raises(FolderRefused, match=message):
        unpack(archive, BOUNDS)


def test_a_path_that_comes_twice_is_refused() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        archive = zipped(("a", b"1", PLAIN), ("a", b"2", PLAIN))
    with pytest.raises(FolderRefused, match="each path once"):
        unpack(archive, BOUNDS)


def test_a_size_that_lies_is_not_believed() -> None:
    archive = bytearray(zipped(("a", bytes(200_000), PLAIN)))
    place = archive.index(b"PK\x01\x02") + 24
    archive[place : place + 4] = (10).to_bytes(4, "little")
    with pytest.raises(FolderRefused):
        assert len(unpack(bytes(archive), BOUNDS)["a"].content) <= 10


@settings(max_examples=size(200, 5000), deadline=None, database=None)
@given(st.data())
def test_any_spoilt_zip_file_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(
        zipped(("index.md", b"---\nid: a\n---\n" * 20, PLAIN), ("context/Dockerfile", b"FROM a\n", PLAIN))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        folder = unpack(bytes(whole[: data.draw(st.integers(1, len(whole)))]), BOUNDS)
    except FolderRefused:
        return
    assert sum(len(file.content) for file in folder.values()) <= BOUNDS.unpacked


def test_links_in_a_folder_on_disk_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab/link").symlink_to(tmp_path / "secret")
    (tmp_path / "lab/index.md").write_text("y")
    assert set(read(tmp_path / "lab")) == {"index.md"}
