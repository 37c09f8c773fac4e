"""What a kept container's writable layer holds: the daemon's list of paths, and what it copied up."""

import asyncio
import base64
import time
import urllib.parse
from collections.abc import AsyncGenerator, Iterator
from http import HTTPStatus
from typing import Literal

import msgspec

from builds.dockerd import Connection
from builds.events import BuildEvent, Completed, Diffed, WrittenPath
from builds.operations import kept
from builds.operations.request import DiffRequest
from builds.operations.work import Work

CHANGES: dict[int, Literal["added", "changed", "deleted"]] = {0: "changed", 1: "added", 2: "deleted"}
STAT = "X-Docker-Container-Path-Stat"
TYPES = {1 << 31: "directory", 1 << 27: "symlink", 1 << 26: "device", 1 << 25: "fifo", 1 << 24: "socket"}
"""By the bit of Go's `os.FileMode`; a regular file has none."""


class _Stat(msgspec.Struct):
    size: int
    mode: int


class _Change(msgspec.Struct, rename="pascal"):
    path: str
    kind: int


async def diff(work: Work, request: DiffRequest) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    container = (await kept.find(work, request.container))["Id"]
    measured = await work.ask("GET", f"/containers/{container}/json", size=1)
    said = await work.ask("GET", f"/containers/{container}/changes")
    changes = sorted(msgspec.convert(said or [], list[_Change]), key=lambda change: change.path)
    listed = changes[: work.bounds.diff_paths]
    paths = await asyncio.to_thread(lambda: tuple(_written(work.host, container, listed)))
    yield Diffed(container, int(measured["SizeRw"]), paths, len(changes) - len(listed))
    yield Completed(round(time.monotonic() - began, 3))


def _written(host: str, container: str, changes: list[_Change]) -> Iterator[WrittenPath]:
    with Connection(host) as daemon:
        for change in changes:
            kind = CHANGES[change.kind]
            found = None if kind == "deleted" else _stat(daemon, container, change.path)
            path = change.path.replace("\0", "\ufffd")
            if found is None:
                yield WrittenPath(path, kind, "whiteout" if kind == "deleted" else "unknown", 0)
            else:
                type_ = next((name for bit, name in TYPES.items() if found.mode & bit), "file")
                yield WrittenPath(path, kind, type_, found.size if type_ == "file" else 0)


def _stat(daemon: Connection, container: str, path: str) -> _Stat | None:
    """None where it is gone meanwhile, or its name is not text."""
    query = urllib.parse.urlencode({"path": path}, errors="replace")
    daemon.request("HEAD", f"/containers/{container}/archive?{query}")
    answer = daemon.getresponse()
    answer.read()
    if answer.status != HTTPStatus.OK:
        return None
    return msgspec.json.decode(base64.b64decode(answer.headers[STAT]), type=_Stat)
