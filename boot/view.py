"""A view of the file system in which an unprivileged user can reach certain folders below closed ones.

Nothing is changed for anybody else: over each closed folder lies, in a mount namespace of our own, an empty
one that everyone may pass, and in it just the folders that are needed, at their own paths.
"""

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec

from boot.account import Account
from engine import kernel

MEMORY_SIZE = "64m"
"""Room for the secrets of hundreds of waiting builds."""


class Cover(msgspec.Struct, frozen=True):
    """`closed` gets covered; `shown` are the folders and files below it that stay, outermost first."""

    closed: Path
    shown: tuple[Path, ...]


def plan(needed: Iterable[Path], is_closed: Callable[[Path], bool]) -> list[Cover]:
    """What to cover so that every needed path can be reached.

    A needed path that is closed itself is shown by what it holds.
    """
    covers: dict[Path, set[Path]] = {}
    for path in needed:
        closed = next((folder for folder in (*reversed(path.parents), path) if is_closed(folder)), None)
        if closed is not None:
            shown = path.iterdir() if is_closed(path) else [path]
            covers.setdefault(closed, set()).update(shown)
    return [Cover(closed, tuple(sorted(shown))) for closed, shown in sorted(covers.items())]


def closed_to(account: Account) -> Callable[[Path], bool]:
    """Whether the account may not pass a folder, by its owner and mode."""

    def is_closed(path: Path) -> bool:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            return False
        if status.st_uid == account.uid:
            return not status.st_mode & stat.S_IXUSR
        if status.st_gid == account.gid:
            return not status.st_mode & stat.S_IXGRP
        return not status.st_mode & stat.S_IXOTH

    return is_closed


def lay(covers: Iterable[Cover], writable: Iterable[Path]) -> None:
    """Mount the covers in the current mount namespace, which must be a private one.

    All but what lies in `writable` is shown read-only.
    """
    covers, writable = list(covers), tuple(writable)
    shown = [path for cover in covers for path in cover.shown]
    links = {path: path.readlink() for path in shown if path.is_symlink()}
    opened = {path: os.open(path, os.O_PATH) for path in shown if path not in links}
    for cover in covers:
        kernel.mount(
            "layerlab", cover.closed, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755"
        )
    for path, descriptor in opened.items():
        _make_target(path, stat.S_ISDIR(os.fstat(descriptor).st_mode))
        kept = any(path.is_relative_to(folder) for folder in writable)
        kernel.bind(f"/proc/self/fd/{descriptor}", path, read_only=not kept)
        os.close(descriptor)
    for path, target in links.items():
        path.symlink_to(target)


def lay_memory(folder: Path, account: Account) -> None:
    """Over the folder, a file system in memory that is the account's and goes with the namespace.

    Where the kernel can, what is in it never gets into swap.
    """
    options = f"size={MEMORY_SIZE},mode=700,uid={account.uid},gid={account.gid}"
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    try:
        kernel.mount("layerlab", folder, "tmpfs", flags, f"{options},noswap")
    except OSError:  # before Linux 6.4
        kernel.mount("layerlab", folder, "tmpfs", flags, options)


def _make_target(path: Path, is_folder: bool) -> None:
    """What to mount on. Inside a folder that is shown already, it is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if is_folder:
        path.mkdir()
    else:
        path.touch()
