"""The upper folder of a container's overlay, as it is on disk: copies, new files, and marks of deletion."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from builds.dockerd import stream
from builds.events import Cancelled, UpperEntry, UpperListed
from builds.oci.compression import LayerInvalid
from builds.oci.reader import MAX_ENTRIES, MAX_UNPACKED
from builds.oci.stream import TarStream
from builds.oci.tar import read_entries
from builds.operations import kept
from builds.operations.work import NotPossible, Stopped, Work, address

FOLDER = re.compile(r"/data/docker/containerd/daemon/[\w.]+\.overlayfs/snapshots/\d+/fs", re.ASCII)
"""Where upper folders lie in the jail. What a container tells of its own mounts is only believed so far."""
PLACE = "/upper"
TYPES = {"character": "whiteout"}
"""The overlay marks what was deleted by a character device 0,0; nobody in a jail can make another one."""


@asynccontextmanager
async def visible(work: Work, container: kept.Found, folder: str) -> AsyncIterator[str]:
    """A container, never started, that has the folder at PLACE. Raises NotPossible for any other folder."""
    if not FOLDER.fullmatch(folder):
        raise NotPossible(f"{folder[:200]!r} is no upper folder of this engine.", "")
    mounts = {"NetworkMode": "none", "Binds": [f"{folder}:{PLACE}"]}
    asked = {"Image": container["Config"]["Image"], "NetworkDisabled": True, "HostConfig": mounts}
    made = await work.ask("POST", "/containers/create", asked)
    try:
        yield str(made["Id"])
    finally:
        await kept.remove(work, made["Id"])


def listing(work: Work, viewer: str, container: str) -> UpperListed:
    """Blocking. Raises Stopped where the learner cancels meanwhile, NotPossible for what cannot be read."""
    entries: list[UpperEntry] = []
    count = 0
    with stream(work.host, "GET", address(f"/containers/{viewer}/archive", path=PLACE)) as answer:
        try:
            for found in read_entries(TarStream(answer, MAX_UNPACKED), MAX_ENTRIES):
                if work.cancelled.is_set():
                    raise Stopped(Cancelled())
                _, _, path = found.path.partition("/")
                count += bool(path)
                if path and len(entries) < work.bounds.diff_paths:
                    size = found.size if found.type == "file" else 0
                    entries.append(UpperEntry(_text(path), TYPES.get(found.type, found.type), size))
        except LayerInvalid as fault:
            raise NotPossible(f"The upper folder cannot be read: {fault}", "") from fault
    return UpperListed(container, tuple(entries), count - len(entries))


def _text(path: str) -> str:
    return path.encode(errors="surrogateescape").decode(errors="replace").replace("\0", "\ufffd")
