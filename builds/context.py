"""Lays a request's files out as a build context.

BuildKit's transfer compares size and mtime, and does not send again what has both unchanged: a file edited
to the same length would be built in its old form. So every build gets a fresh folder, and an mtime that
follows the content.
"""

import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from builds.request import BuildRequest, ContextFile

EPOCH = 1_700_000_000
SPREAD = 1_000_000
FILE_MODE = 0o644
FOLDER_MODE = 0o755
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_context(folder: Path, request: BuildRequest) -> None:
    """Make `folder`, which must not exist, and write the files and the Dockerfile into it.

    The paths must have passed `policy.check`; one that leaves the folder all the same raises OSError.
    """
    folder.mkdir(mode=0o700)
    files = {**request.context(), "Dockerfile": ContextFile(text=request.dockerfile)}
    root = os.open(folder, _FOLDER)
    try:
        for path, file in files.items():
            *parents, name = path.split("/")
            with _inside(root, parents) as parent:
                _write(parent, name, file)
    finally:
        os.close(root)
    _date_folders(folder)


def derived_mtime(content: bytes) -> int:
    """Whole seconds; other content has another one, but for one pair in a million."""
    return EPOCH + zlib.crc32(content) % SPREAD


@contextmanager
def _inside(root: int, parents: list[str]) -> Iterator[int]:
    """A descriptor of the folder below `root`, made on the way; no link is followed."""
    current = os.dup(root)
    try:
        for name in parents:
            _make_folder(current, name)
            below = os.open(name, _FOLDER, dir_fd=current)
            os.close(current)
            current = below
        yield current
    finally:
        os.close(current)


def _make_folder(parent: int, name: str) -> None:
    if name in (".", "..", ""):
        raise OSError(f"{name!r} is no name for a folder")
    try:
        os.mkdir(name, FOLDER_MODE, dir_fd=parent)
    except FileExistsError:
        return
    os.chmod(name, FOLDER_MODE, dir_fd=parent)


def _write(parent: int, name: str, file: ContextFile) -> None:
    if file.directory:
        _make_folder(parent, name)
    elif file.symlink is not None:
        os.symlink(file.symlink, name, dir_fd=parent)
        date = derived_mtime(os.fsencode(file.symlink))
        os.utime(name, (date, date), dir_fd=parent, follow_symlinks=False)
    else:
        _write_regular(os.open(name, _NEW, 0o600, dir_fd=parent), file)


def _write_regular(descriptor: int, file: ContextFile) -> None:
    content = file.content()
    date = derived_mtime(content) if file.mtime is None else file.mtime
    with os.fdopen(descriptor, "wb") as out:
        out.write(content)
        out.flush()
        os.fchmod(descriptor, FILE_MODE if file.mode is None else file.mode)
        os.utime(descriptor, (date, date))


def _date_folders(folder: Path) -> None:
    """One fixed date for all: a folder's date goes into the layer, and need not tell when it was written."""
    for root, _, _ in os.walk(folder):
        os.utime(root, (EPOCH, EPOCH))
