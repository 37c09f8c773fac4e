"""The overlay that a container's root file system is, from the kernel's own list, and its upper folder.

The containerd image store tells nothing of it (`GraphDriver.Data` is null), so the list is read in the
container, from `/proc/self/mountinfo`: its image must have `cat`.
"""

import asyncio
import time
from collections.abc import AsyncGenerator

from builds.dockerd import stream
from builds.events import BuildEvent, Completed, MountsRead
from builds.operations import kept, upper
from builds.operations.output import read_frames
from builds.operations.request import MountsRequest
from builds.operations.work import NotPossible, Work

COMMAND = ["cat", "/proc/self/mountinfo"]
UNREADABLE = "The container's mounts cannot be read in it: {said}"
HINT = "Its image must have `cat`, and its root must be an overlay."
LONGEST = 64 * 1024
"""Bytes read of the list."""


async def read_mounts(work: Work, request: MountsRequest) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    container = await kept.find(work, request.container)
    await kept.wake(work, container)
    asked = {"Cmd": COMMAND, "AttachStdout": True, "AttachStderr": True}
    made = await work.ask("POST", f"/containers/{container['Id']}/exec", asked)
    text = await asyncio.to_thread(_read, work, made["Id"])
    found = parse_root(container["Id"], text)
    if found is None:
        raise NotPossible(UNREADABLE.format(said=text[:200].strip() or "nothing came"), HINT)
    yield found
    async with upper.visible(work, container, found.upper) as viewer:
        yield await asyncio.to_thread(upper.listing, work, viewer, container["Id"])
    yield Completed(round(time.monotonic() - began, 3))


def parse_root(container: str, mountinfo: str) -> MountsRead | None:
    """From proc(5)'s mountinfo; None where the root is no overlay with these folders."""
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        places, source = left.split(), right.split()
        if len(places) < 5 or len(source) < 3 or (places[4], source[0]) != ("/", "overlay"):
            continue
        options = dict(option.partition("=")[::2] for option in source[2].split(","))
        if not {"lowerdir", "upperdir", "workdir"} <= set(options):
            return None
        lower = tuple(options["lowerdir"].split(":"))
        return MountsRead(container, lower, options["upperdir"], options["workdir"], places[4])
    return None


def _read(work: Work, execution: str) -> str:
    said = b""
    with stream(work.host, "POST", f"/exec/{execution}/start", {"Detach": False}) as answer:
        for _, data in read_frames(answer):
            said += data
            if len(said) > LONGEST:
                break
    return said[:LONGEST].decode(errors="replace").replace("\0", "\ufffd")
