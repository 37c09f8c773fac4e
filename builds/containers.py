"""Runs one container of a build's image on a leased engine, and tells what it said and how it ended."""

import asyncio
import codecs
import contextlib
import struct
import time
import urllib.parse
from collections.abc import AsyncGenerator, Callable, Iterator
from http import HTTPStatus
from typing import Any, Literal

import msgspec

from builds.dockerd import Connection, DaemonRefused, call
from builds.events import BuildEvent, Cancelled, Completed, ContainerStarted, Exited, Failed, Logged
from builds.request import RunRequest

SHELL = ("/bin/sh", "-c")
DROPPED = "\n… the rest of the output is left out: a container may write {limit} bytes.\n"
PIDS = 256
KEPT_LOG = {"Type": "json-file", "Config": {"max-size": "4m", "max-file": "1"}}
"""The daemon's own copy of the output, which is followed; it goes with the container."""
NO_IMAGE = "The engine does not hold this build's image any more. Build it again."
_HEAD = struct.Struct(">BxxxL")


class RunLimits(msgspec.Struct, frozen=True):
    wall_seconds: float = 60.0
    log_bytes: int = 1024 * 1024


async def run_container(
    request: RunRequest, image: str, host: str, limits: RunLimits, cancelled: asyncio.Event
) -> AsyncGenerator[BuildEvent]:
    """Yields ContainerStarted, its output, Exited where it ended by itself, then one terminal event.

    `host` is the engine's (`unix://PATH`), `image` what the build is called there. The container has no
    network and is removed at the end; so are those that a dead worker left.
    """
    began = time.monotonic()
    container = ""
    try:
        container, digest, command = await asyncio.to_thread(_create, request, image, host)
        await asyncio.to_thread(call, host, "POST", f"/containers/{container}/start")
        yield ContainerStarted(container, digest, command)
        run = _Run(host, container, limits, cancelled)
        async with contextlib.aclosing(run.output()) as output:
            async for said in output:
                yield said
        for event in await run.conclude(began):
            yield event
    except DaemonRefused as refused:
        yield _refused(refused)
    finally:
        if container:
            await asyncio.to_thread(_remove, host, container)


class _Run:
    """A started container. `output` ends when it has, or was killed; then `stopped` tells why."""

    def __init__(self, host: str, container: str, limits: RunLimits, cancelled: asyncio.Event) -> None:
        self._host, self._container, self._limits, self._cancelled = host, container, limits, cancelled
        self.stopped: Literal["cancelled", "time"] | None = None

    async def output(self) -> AsyncGenerator[Logged]:
        queue: asyncio.Queue[Logged | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def put(event: Logged | None) -> None:
            loop.call_soon_threadsafe(queue.put_nowait, event)

        reader = asyncio.create_task(asyncio.to_thread(self._follow, put))
        watch = asyncio.create_task(self._stop_when_told())
        try:
            while (event := await queue.get()) is not None:
                yield event
            await reader
        finally:
            watch.cancel()
            if not reader.done():  # whoever reads has left: the container must end, and its reader with it
                await self._kill()
            await asyncio.gather(watch, reader, return_exceptions=True)

    async def conclude(self, began: float) -> list[BuildEvent]:
        if self.stopped == "cancelled":
            return [Cancelled()]
        if self.stopped == "time":
            message = f"The container was stopped: it may run for {self._limits.wall_seconds:g} seconds."
            return [Failed("time", message, None, None, None)]
        state = (await asyncio.to_thread(call, self._host, "GET", f"/containers/{self._container}/json"))[
            "State"
        ]
        code, killed = int(state["ExitCode"]), bool(state["OOMKilled"])
        return [Exited(code, killed), Completed(round(time.monotonic() - began, 3))]

    async def _stop_when_told(self) -> None:
        try:
            await asyncio.wait_for(self._cancelled.wait(), self._limits.wall_seconds)
            self.stopped = "cancelled"
        except TimeoutError:
            self.stopped = "time"
        await self._kill()

    async def _kill(self) -> None:
        with contextlib.suppress(DaemonRefused):  # it has just ended by itself
            await asyncio.to_thread(call, self._host, "POST", f"/containers/{self._container}/kill")

    def _follow(self, put: Callable[[Logged | None], None]) -> None:
        try:
            for event in _logged(self._frames(), self._limits.log_bytes):
                put(event)
            call(self._host, "POST", f"/containers/{self._container}/wait", timeout=self._patience)
        finally:
            put(None)

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        path = f"/containers/{self._container}/logs?follow=1&stdout=1&stderr=1"
        with Connection(self._host, self._patience) as daemon:
            daemon.request("GET", path)
            answer = daemon.getresponse()
            while len(head := answer.read(_HEAD.size)) == _HEAD.size:
                stream, length = _HEAD.unpack(head)
                yield stream, answer.read(length)

    @property
    def _patience(self) -> float:
        """Seconds without a word, which may be as long as the container runs."""
        return self._limits.wall_seconds + 30


def _logged(frames: Iterator[tuple[int, bytes]], limit: int) -> Iterator[Logged]:
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


def _create(request: RunRequest, image: str, host: str) -> tuple[str, str, tuple[str, ...]]:
    """The container's id, the digest of the image it was made from, and its command in full."""
    for left in call(host, "GET", "/containers/json?all=1"):
        _remove(host, left["Id"])
    query = f"?name={urllib.parse.quote(request.name)}" if request.name else ""
    made: dict[str, Any] = call(host, "POST", f"/containers/create{query}", _settings(request, image))
    container = str(made["Id"])
    found: dict[str, Any] = call(host, "GET", f"/containers/{container}/json")
    digest = str((found.get("ImageManifestDescriptor") or {}).get("digest") or found["Image"])
    return container, digest, (found["Path"], *found["Args"])


def _settings(request: RunRequest, image: str) -> dict[str, object]:
    """A text replaces the image's ENTRYPOINT by a shell; words follow it, as in `docker run`."""
    limits = {
        "NetworkMode": "none",
        "PidsLimit": PIDS,
        "LogConfig": KEPT_LOG,
        "RestartPolicy": {"Name": "no"},
    }
    settings: dict[str, object] = {"Image": image, "NetworkDisabled": True, "HostConfig": limits}
    if isinstance(request.command, str):
        return settings | {"Entrypoint": list(SHELL), "Cmd": [request.command]}
    return settings | ({"Cmd": list(request.command)} if request.command else {})


def _remove(host: str, container: str) -> None:
    with contextlib.suppress(DaemonRefused):
        call(host, "DELETE", f"/containers/{container}?force=1&v=1")


def _refused(refused: DaemonRefused) -> Failed:
    if refused.status == HTTPStatus.NOT_FOUND and "No such image" in str(refused):
        return Failed("container", str(refused), None, None, NO_IMAGE)
    return Failed("container", str(refused).replace("\0", "\ufffd"), None, None, None)
