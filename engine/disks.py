"""Two fixed-size file systems per engine: a full one never hurts the host or the daemon's databases."""

import asyncio
import os
from pathlib import Path

from engine import kernel
from engine.limits import Limits, MiB

STATE, BULK = "state", "bulk"
INODES = {STATE: 8192, BULK: 65536}
CONTENT = "docker/containerd/daemon/io.containerd.content.v1.content"
SNAPSHOTS = "docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots"


class DiskFailed(Exception):
    """A disk could not be made or mounted; the message carries the command's own words."""


async def prepare(home: Path, owner: int, limits: Limits) -> bool:
    """Make what is missing of `home`'s disks, check and mount them; True if they had to be made.

    `owner` is the host uid that is root in the engine. Mounts are seen in the caller's mount namespace.
    """
    new = await _ensure(home, STATE, limits.state_mib, owner)
    await _ensure(home, BULK, limits.bulk_mib, owner)
    _lay_out(home, owner)
    return new


async def _ensure(home: Path, name: str, mib: int, owner: int) -> bool:
    image, target = home / f"{name}.img", home / name
    if target.is_mount():
        return False
    target.mkdir(exist_ok=True)
    new = not image.exists()
    if new:
        await _make(image, mib, INODES[name], owner)
    else:
        await _run("e2fsck", "-p", str(image), good=(0, 1))
    await _run("mount", "-o", "loop,nosuid,nodev,noatime,discard", str(image), str(target))
    return new


async def _make(image: Path, mib: int, inodes: int, owner: int) -> None:
    draft = image.with_suffix(".new")
    with draft.open("wb") as file:
        file.truncate(mib * MiB)
    features = ("-m", "0", "-O", "^has_journal", "-N", str(inodes))
    await _run("mkfs.ext4", "-q", *features, "-E", f"root_owner={owner}:{owner},nodiscard", str(draft))
    draft.rename(image)


def _lay_out(home: Path, owner: int) -> None:
    content, snapshots = Path(CONTENT), Path(SNAPSHOTS)
    folders = [*reversed(content.parents[:-1]), content, *reversed(snapshots.parents[:-1]), snapshots]
    for folder in [home / STATE / part for part in folders] + [
        home / BULK / "content",
        home / BULK / "snapshots",
    ]:
        if not folder.exists():
            folder.mkdir(mode=0o710)
            os.chown(folder, owner, owner)


def release(home: Path) -> None:
    """Unmount both disks, at once or as soon as the last user is gone."""
    for name in (STATE, BULK):
        if (home / name).is_mount():
            kernel.unmount(home / name, kernel.MNT_DETACH)


def erase(home: Path) -> None:
    """Delete both disks with everything on them."""
    release(home)
    for name in (STATE, BULK):
        (home / f"{name}.img").unlink(missing_ok=True)


async def _run(*command: str, good: tuple[int, ...] = (0,)) -> None:
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    if process.returncode not in good:
        words = output.decode(errors="replace").strip()
        raise DiskFailed(f"{' '.join(command)} ended with {process.returncode}: {words}")
