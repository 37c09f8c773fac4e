"""Two fixed-size file systems per engine: a full one never hurts the host or the daemon's databases."""

import asyncio
import contextlib
import os
from pathlib import Path

from engine import kernel
from engine.limits import Limits, MiB

STATE, BULK = "state", "bulk"
OPTIONS = "loop,nosuid,nodev,noatime,discard,nobarrier"
"""`nobarrier`: what the engine syncs stays in the host's memory for a while. It survives the engine and the
service; after a power cut a damaged disk is made anew, since all it holds is a cache."""
ON_BULK = {
    "content": "docker/containerd/daemon/io.containerd.content.v1.content",
    "snapshots": "docker/containerd/daemon/io.containerd.snapshotter.v1.overlayfs/snapshots",
    "containers": "docker/containers",
    "volumes": "docker/volumes",
}
"""Folder of the bulk disk → what it covers of the state disk: all that builds and containers can fill."""


class DiskFailed(Exception):
    """A disk could not be made or mounted; the message carries the command's own words."""


async def sound(home: Path) -> bool:
    """Whether both disks are there and free of damage. What is on one refers to the other."""
    return all([await _sound(home, name) for name in (STATE, BULK)])


async def make(home: Path, owner: int, limits: Limits) -> None:
    """Make both anew, whatever is there. `owner` is the host uid that is root in the engine."""
    erase(home)
    await _make(home / f"{STATE}.img", limits.state_mib, limits.state_inodes, owner)
    await _make(home / f"{BULK}.img", limits.bulk_mib, limits.bulk_inodes, owner)


async def mount(home: Path, owner: int) -> None:
    """Mount both, in the caller's mount namespace."""
    for name in (STATE, BULK):
        await _mount(home / f"{name}.img", home / name)
    _lay_out(home, owner)


def taken(home: Path) -> int:
    """Bytes that both take on the host; a disk is a sparse file, and what it discards becomes a hole."""
    images = [home / f"{name}.img" for name in (STATE, BULK)]
    return sum(image.stat().st_blocks * 512 for image in images if image.exists())


async def _sound(home: Path, name: str) -> bool:
    """Whether the disk is there, and free of damage that cannot be mended without a decision."""
    image = home / f"{name}.img"
    if (home / name).is_mount():
        return True
    if not image.exists():
        return False
    return _in_use(image) or (await _call("e2fsck", "-p", str(image)))[0] in (0, 1)


def _in_use(image: Path) -> bool:
    """Whether it is mounted although nobody sees it: somebody still reads a blob of before the engine's stop.
    It must not be checked then; `mount` finds its loop device and shows the same file system again."""
    devices = Path("/sys/block").glob("loop*/loop/backing_file")
    return str(image) in [_first_line(device) for device in devices]


def _first_line(path: Path) -> str:
    try:
        return path.read_text().rstrip("\n")
    except OSError:  # just gone
        return ""


async def _mount(image: Path, target: Path) -> None:
    """The image is root's alone: whoever reads it reads all that its learner built."""
    target.mkdir(exist_ok=True)
    image.chmod(0o600)
    if not target.is_mount():
        await _run("mount", "-o", OPTIONS, str(image), str(target))


async def _make(image: Path, mib: int, inodes: int, owner: int) -> None:
    draft = image.with_suffix(".new")
    draft.unlink(missing_ok=True)
    draft.touch(0o600)
    os.truncate(draft, mib * MiB)
    features = ("-m", "0", "-O", "^has_journal", "-N", str(inodes))
    await _run("mkfs.ext4", "-q", *features, "-E", f"root_owner={owner}:{owner},nodiscard", str(draft))
    draft.rename(image)


def _lay_out(home: Path, owner: int) -> None:
    for name, covered in ON_BULK.items():
        _make_folders(home / STATE, covered, owner)
        _make_folders(home / BULK, name, owner)


def _make_folders(place: Path, path: str, owner: int) -> None:
    """Those of `path` that `place` lacks. Raises OSError where one is a link.

    The jail's root can plant one on its disks, to have us make folders of the host's, and mount on them.
    """
    folder = os.open(place, os.O_PATH | os.O_DIRECTORY)
    try:
        for name in path.split("/"):
            with contextlib.suppress(FileExistsError):
                os.mkdir(name, 0o710, dir_fd=folder)
                os.chown(name, owner, owner, dir_fd=folder, follow_symlinks=False)
            inner = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
    finally:
        os.close(folder)


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


async def _run(*command: str) -> None:
    code, words = await _call(*command)
    if code:
        raise DiskFailed(f"{' '.join(command)} ended with {code}: {words}")


async def _call(*command: str) -> tuple[int | None, str]:
    """The exit code, and what was said."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode(errors="replace").strip()
