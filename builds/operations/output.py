"""What a container's process writes, followed until it ends or is made to."""

import codecs
import contextlib
import struct
from collections.abc import Callable, Iterator
from http.client import HTTPResponse

from builds.dockerd import DaemonRefused
from builds.events import Logged
from builds.operations.watched import Watched
from builds.operations.work import Work

DROPPED = "\n… the rest of the output is left out: a container may write {limit} bytes.\n"
PATIENCE = 30.0
"""Seconds that the daemon may stay silent beyond an operation's own."""
_HEAD = struct.Struct(">BxxxL")

Frames = Iterator[tuple[int, bytes]]
"""Pieces of stdout (1) and stderr (2). Blocking."""


def output(work: Work, container: str, frames: Callable[[], Frames]) -> Watched[Logged]:
    """Where it must stop, the container is killed."""

    async def kill() -> None:
        with contextlib.suppress(DaemonRefused):  # it has just ended by itself
            await work.ask("POST", f"/containers/{container}/kill")

    return Watched(work, lambda: logged(frames(), work.bounds.log_bytes), kill)


def read_frames(answer: HTTPResponse) -> Frames:
    while len(head := answer.read(_HEAD.size)) == _HEAD.size:
        stream, length = _HEAD.unpack(head)
        yield stream, answer.read(length)


def logged(frames: Frames, limit: int) -> Iterator[Logged]:
    """Joins characters that were cut in two, and stops after `limit` bytes."""
    decoders = {number: codecs.getincrementaldecoder("utf-8")(errors="replace") for number in (1, 2)}
    left = limit
    for stream, data in frames:
        if left < 0 or stream not in decoders:
            continue
        text = decoders[stream].decode(data[:left])
        if text:
            yield Logged(None, "stderr" if stream == 2 else "stdout", text.replace("\0", "\ufffd"))
        left -= len(data)
        if left < 0:
            yield Logged(None, "warning", DROPPED.format(limit=limit))
