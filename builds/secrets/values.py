"""Between the request and the worker: one file an operation, in a folder in memory that is the site's alone.

Written before the operation is committed, read and unlinked by the worker that starts it. `upkeep` removes
what nobody will read.
"""

import contextlib
import errno
import os
import re
import stat
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from django.conf import settings

FRESH = 60.0
"""Seconds in which a file's operation may not have been committed yet."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NAME = re.compile(r"[0-9a-f]{32}")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class NoRoom(Exception):
    """The folder is full."""

    def __init__(self) -> None:
        super().__init__(
            "There is no room for more secrets: the site keeps them in memory until their builds start. "
            "Try again in a moment."
        )


class Gone(Exception):
    """The values are not there (any more)."""


class NotPrivate(Exception):
    """Others may enter the folder."""


def write(operation_id: uuid.UUID, values: Mapping[str, str]) -> None:
    """Raises NoRoom, NotPrivate."""
    folder = _folder()
    try:
        with os.fdopen(os.open(folder / operation_id.hex, _NEW, 0o600), "wb") as file:
            file.write(msgspec.json.encode(values))
    except OSError as error:
        remove(operation_id)
        if error.errno in _NO_ROOM:
            raise NoRoom from None
        raise


def take(operation_id: uuid.UUID) -> dict[str, str]:
    """The values, which nobody can take again. Raises Gone."""
    path = _path(operation_id)
    try:
        with path.open("rb") as file:
            path.unlink()
            return msgspec.json.decode(file.read(), type=dict[str, str])
    except FileNotFoundError:
        raise Gone(f"no values are kept for operation {operation_id}") from None


def remove(operation_id: uuid.UUID) -> None:
    _path(operation_id).unlink(missing_ok=True)


def kept(seconds: float = FRESH) -> list[uuid.UUID]:
    """The operations whose values have been there for longer."""
    since = time.time() - seconds
    return [uuid.UUID(hex=path.name) for path in _files() if _written_at(path) < since]


def check_private(folder: Path) -> None:
    """Raises NotPrivate, which says what to do."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise NotPrivate(
            f"expected SECRETS_DIR to be a folder of mode 700 of the user who runs the site, got {folder}, "
            f"{stat.filemode(found.st_mode)} of uid {found.st_uid}; change it, or name another folder"
        )


def _folder() -> Path:
    folder: Path = settings.SECRETS_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_private(folder)
    return folder


def _path(operation_id: uuid.UUID) -> Path:
    folder: Path = settings.SECRETS_DIR
    return folder / operation_id.hex


def _files() -> Iterable[Path]:
    with contextlib.suppress(FileNotFoundError):
        yield from (path for path in Path(settings.SECRETS_DIR).iterdir() if _NAME.fullmatch(path.name))


def _written_at(path: Path) -> float:
    """Infinite where it has just been taken."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
