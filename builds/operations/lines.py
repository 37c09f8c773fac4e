"""The daemon's own account of something long, one JSON object a line."""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Any

from builds.dockerd import Connection, stream
from builds.operations.output import PATIENCE
from builds.operations.watched import Watched
from builds.operations.work import NotPossible, Stopped, Work

LONGEST = 1024 * 1024
"""Bytes of one line; a longer one is no progress message."""
Line = dict[str, Any]


async def lines(
    work: Work, path: str, body: object = None, headers: Mapping[str, str] = {}
) -> AsyncGenerator[Line]:
    """What the daemon answers to a POST. Raises NotPossible where it tells of an error, Stopped and
    DaemonRefused."""
    connections: list[Connection] = []

    def adopt(connection: Connection) -> None:
        connections.append(connection)
        if watched.stopped:
            connection.abort()

    def read() -> Iterator[Line]:
        patience = work.bounds.wall_seconds + PATIENCE
        with stream(work.host, "POST", path, body, headers=headers, timeout=patience, opened=adopt) as answer:
            while said := answer.readline(LONGEST):
                yield json.loads(said)

    async def stop() -> None:
        for connection in connections:
            connection.abort()

    watched = Watched(work, read, stop)
    async with aclosing(watched.read()) as told:
        async for line in told:
            if "error" in line:
                raise NotPossible(str(line["error"]).replace("\0", "\ufffd"), "", "engine")
            yield line
    if stopped := watched.why_stopped():
        raise Stopped(stopped)
