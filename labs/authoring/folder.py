"""An exercise's folder in memory: what a zip file holds, and what the database keeps."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import msgspec
import yaml

from labs.exercise import Exercise
from labs.loading import INDEX, QUIZ, ExerciseInvalid, load

NAMELESS = "exercise"
PATH_BYTES = 255
DEPTH = 12
MATTER_BYTES = 100_000
"""Of index.md or quiz.yaml: YAML is slow to read."""
_ID = re.compile(r"^id: *['\"]?([a-z0-9][a-z0-9-]{0,63})['\"]?\s*$", re.MULTILINE)


class File(msgspec.Struct, frozen=True):
    content: bytes
    executable: bool = False

    def text(self) -> str | None:
        """None where it is none."""
        try:
            return self.content.decode()
        except UnicodeDecodeError:
            return None


Folder = Mapping[str, File]
"""By path, relative to the folder, with `/` between its parts."""


class FolderRefused(Exception):
    """`path` is the file at fault, empty where it is the whole; the message says what was expected."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path!r}: {message}" if path else message)
        self.path = path


class Bounds(msgspec.Struct, frozen=True):
    """The most that a folder may hold."""

    files: int
    unpacked: int


def checked_path(path: str) -> str:
    """The path itself. Raises FolderRefused where it would lead anywhere else than into the folder."""
    parts = path.split("/")
    if not path or len(path.encode(errors="replace")) > PATH_BYTES or len(parts) > DEPTH:
        raise FolderRefused(path[:80], f"expected a path of 1 to {PATH_BYTES} bytes and {DEPTH} names")
    if any(part in ("", ".", "..") for part in parts):
        raise FolderRefused(path, "expected a path below the folder, without '..' and empty names")
    if not path.isprintable() or "\\" in path or ":" in path:
        raise FolderRefused(path, "expected a path without control characters, ':' and '\\'")
    return path


def check(folder: Folder, bounds: Bounds) -> None:
    """Raises FolderRefused."""
    if len(folder) > bounds.files:
        raise FolderRefused("", f"expected at most {bounds.files} files, got {len(folder)}")
    size = sum(len(file.content) for file in folder.values())
    if size > bounds.unpacked:
        raise FolderRefused("", f"expected at most {bounds.unpacked:,} bytes unpacked, got {size:,}")
    for path, file in folder.items():
        checked_path(path)
        if path in (INDEX, QUIZ) and len(file.content) > MATTER_BYTES:
            raise FolderRefused(path, f"expected at most {MATTER_BYTES:,} bytes, got {len(file.content):,}")
        above = next((str(one) for one in PurePosixPath(path).parents if str(one) in folder), None)
        if above:
            raise FolderRefused(path, f"expected a folder where the file {above!r} is")


def name_of(folder: Folder) -> str:
    """The exercise's id as its author wrote it, as far as it can be told before the folder is read."""
    index = folder.get(INDEX) or folder.get(QUIZ)
    found = _ID.search((index.text() if index else "") or "")
    return found[1] if found else NAMELESS


def read(place: Path) -> dict[str, File]:
    """Of a folder on disk. Links are left out, since a file of theirs lies elsewhere."""
    paths = (path for path in place.rglob("*") if path.is_file() and not path.is_symlink())
    kept = sorted(path for path in paths if path.parent.name != "__pycache__")
    return {
        path.relative_to(place).as_posix(): File(path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in kept
    }


def exercise_in(folder: Folder) -> Exercise:
    """Raises ExerciseInvalid. The folder was checked before."""
    for name in {INDEX, QUIZ} & folder.keys():
        _refuse_aliases(folder[name], f"{name_of(folder)}/{name}")
    with tempfile.TemporaryDirectory(prefix="exercise-") as room:
        return load(_written(folder, Path(room, name_of(folder))))


def _refuse_aliases(file: File, name: str) -> None:
    """With them a small text can stand for an endless one. Faults of other kinds are found later."""
    try:
        for token in yaml.scan(file.content.decode(), Loader=yaml.SafeLoader):
            if isinstance(token, yaml.AliasToken):
                line = token.start_mark.line + 1
                raise ExerciseInvalid(name, "", "expected no alias (*name): write it out", line)
    except (yaml.YAMLError, ValueError):
        return


def _written(folder: Folder, place: Path) -> Path:
    place.mkdir()
    for name, file in folder.items():
        path = place / checked_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        path.chmod(0o755 if file.executable else 0o644)
    return place
