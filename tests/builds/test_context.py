import os
import stat
from pathlib import Path

import pytest

from builds.context import EPOCH, derived_mtime, write_context
from builds.request import BuildRequest, ContextFile


def test_files_come_out_as_they_were_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "context"
    files: dict[str, str | ContextFile] = {
        "a/b/plain": "é\n",
        "run": ContextFile(text="x", mode=0o751, mtime=12),
        "raw": ContextFile(base64="AP8="),
        "empty/deep": ContextFile(directory=True),
        "link": ContextFile(symlink="/etc/passwd"),
    }
    old = os.umask(0o077)
    try:
        write_context(folder, BuildRequest("FROM x\n", files=files))
    finally:
        os.umask(old)
    assert (folder / "a/b/plain").read_bytes() == "é\n".encode()
    assert (folder / "raw").read_bytes() == b"\0\xff"
    assert (folder / "link").readlink() == Path("/etc/passwd")
    assert (folder / "empty/deep").is_dir()
    assert (folder / "Dockerfile").read_text() == "FROM x\n"
    assert stat.S_IMODE((folder / "run").stat().st_mode) == 0o751
    assert stat.S_IMODE((folder / "a/b/plain").stat().st_mode) == 0o644
    assert stat.S_IMODE((folder / "a/b").stat().st_mode) == 0o755
    assert (folder / "run").stat().st_mtime == 12
    assert (folder / "a").stat().st_mtime == EPOCH


def test_an_edit_of_the_same_size_changes_the_date(tmp_path: Path) -> None:
    for number in (1, 2):
        write_context(tmp_path / str(number), BuildRequest("FROM x\n", files={"a": f"print({number})"}))
    dates = [(tmp_path / name / "a").stat().st_mtime for name in ("1", "2")]
    assert dates == [derived_mtime(b"print(1)"), derived_mtime(b"print(2)")]
    assert dates[0] != dates[1]


@pytest.mark.parametrize(
    "files",
    [
        {"a": ContextFile(symlink="/tmp"), "a/b": "x"},
        {"../b": "x"},
        {"a": "x", "a/b": "x"},
    ],
)
def test_nothing_is_written_outside_even_without_the_policy(
    tmp_path: Path, files: dict[str, str | ContextFile]
) -> None:
    with pytest.raises(OSError):
        write_context(tmp_path / "context", BuildRequest("FROM x\n", files=files))
    assert [path.name for path in tmp_path.iterdir()] == ["context"]


def test_an_existing_folder_is_never_reused(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        write_context(tmp_path, BuildRequest("FROM x\n"))
