"""A container of an image: made, started, followed to its end, and removed unless it is kept."""

import contextlib
import datetime
import time
from collections.abc import AsyncGenerator

from builds.dockerd import DaemonRefused, call, stream
from builds.events import BuildEvent, Completed, ContainerStarted, Exited
from builds.operations import kept
from builds.operations.output import PATIENCE, Frames, output, read_frames
from builds.operations.request import Command, RunRequest
from builds.operations.work import Work, address

SHELL = ("/bin/sh", "-c")
PIDS = 256
KEPT_LOG = {"Type": "json-file", "Config": {"max-size": "4m", "max-file": "1"}}
"""The daemon's own copy of the output, which is followed; it goes with the container."""


async def run(work: Work, request: RunRequest, image: str) -> AsyncGenerator[BuildEvent]:
    """`image` is what the image is called on the engine. The container has no network."""
    began = time.monotonic()
    await kept.make_room(work, request.kept)
    query = {"name": request.name} if request.name else {}
    made = await work.ask("POST", "/containers/create", _settings(work, request, image), **query)
    container, stays = str(made["Id"]), False
    try:
        await work.ask("POST", f"/containers/{container}/start")
        stays = request.kept
        found = await kept.inspect(work, container)
        yield ContainerStarted(container, kept.image_of(found), kept.command_of(found), kept=stays)
        async with contextlib.aclosing(follow(work, found, began)) as events:
            async for event in events:
                yield event
    finally:
        if not stays:
            with contextlib.suppress(DaemonRefused):
                await kept.remove(work, container)


async def follow(work: Work, container: kept.Found, began: float) -> AsyncGenerator[BuildEvent]:
    """What a container that was just started writes, and its end; of a detached one, only that it runs."""
    if kept.DETACHED in container["Config"]["Labels"]:
        yield Completed(round(time.monotonic() - began, 3))
        return
    written = output(work, container["Id"], lambda: _log(work, container))
    async with contextlib.aclosing(written.read()) as said:
        async for event in said:
            yield event
    if stopped := written.why_stopped():
        yield stopped
        return
    state = (await kept.inspect(work, container["Id"]))["State"]
    yield Exited(int(state["ExitCode"]), bool(state["OOMKilled"]))
    yield Completed(round(time.monotonic() - began, 3))


def shell(command: str) -> list[str]:
    return [*SHELL, command]


def _log(work: Work, container: kept.Found) -> Frames:
    """Since it was started, until it has ended."""
    patience = work.bounds.wall_seconds + PATIENCE
    place = f"/containers/{container['Id']}"
    path = address(
        f"{place}/logs", follow=1, stdout=1, stderr=1, since=_unix(container["State"]["StartedAt"])
    )
    with stream(work.host, "GET", path, timeout=patience) as answer:
        yield from read_frames(answer)
    call(work.host, "POST", f"{place}/wait", timeout=patience)


def _unix(moment: str) -> str:
    """The daemon's `2026-01-02T03:04:05.678901234Z` in seconds, to the nanosecond."""
    whole, _, fraction = moment.removesuffix("Z").partition(".")
    seconds = datetime.datetime.fromisoformat(f"{whole}+00:00").timestamp()
    return f"{seconds:.0f}.{fraction or 0}"


def _settings(work: Work, request: RunRequest, image: str) -> dict[str, object]:
    limits = {
        "NetworkMode": "none",
        "PidsLimit": PIDS,
        "LogConfig": KEPT_LOG,
        "RestartPolicy": {"Name": "no"},
    }
    labels = {kept.RUN: str(work.operation)} if request.kept else {}
    labels |= {kept.DETACHED: "1"} if request.detach else {}
    settings = {"Image": image, "NetworkDisabled": True, "HostConfig": limits, "Labels": labels}
    return settings | _command(request.command)


def _command(command: Command) -> dict[str, object]:
    """A text replaces the image's ENTRYPOINT by a shell; words follow it, as in `docker run`."""
    if isinstance(command, str):
        return {"Entrypoint": list(SHELL), "Cmd": [command]}
    return {"Cmd": list(command)} if command else {}
