"""One more command in a kept container."""

import contextlib
import time
from collections.abc import AsyncGenerator

from builds.dockerd import DaemonRefused, stream
from builds.events import BuildEvent, Completed, ContainerStarted, Exited, Was
from builds.operations import kept
from builds.operations.output import PATIENCE, Frames, output, read_frames
from builds.operations.request import ExecRequest
from builds.operations.run import shell
from builds.operations.work import Work

ENDED_WITH_IT = (None, 128, 137)
"""What a command may leave with whose container's own process ends: it never began, for the daemon or for
runc, or the kernel ended it."""


async def execute(work: Work, request: ExecRequest) -> AsyncGenerator[BuildEvent]:
    """Where it is stopped, by its learner or by the clock, the container is stopped: the daemon ends no
    command alone. Where the container's own process ends first, that is told."""
    container = await kept.find(work, request.container)
    woken = await kept.wake(work, container)
    try:
        async with contextlib.aclosing(_entered(work, request, container, woken)) as events:
            async for event in events:
                yield event
    except DaemonRefused:
        await kept.must_run(work, container)
        raise


async def _entered(
    work: Work, request: ExecRequest, container: kept.Found, woken: bool
) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    command = shell(request.command) if isinstance(request.command, str) else list(request.command)
    asked = {"Cmd": command, "AttachStdout": True, "AttachStderr": True}
    made = await work.ask("POST", f"/containers/{container['Id']}/exec", asked)
    was: Was = "stopped" if woken else "running"
    yield ContainerStarted(container["Id"], kept.image_of(container), tuple(command), kept=True, was=was)
    written = output(work, container["Id"], lambda: _start(work, made["Id"]))
    async with contextlib.aclosing(written.read()) as said:
        async for event in said:
            yield event
    if stopped := written.why_stopped():
        yield stopped
        return
    code = (await work.ask("GET", f"/exec/{made['Id']}/json"))["ExitCode"]
    if code in ENDED_WITH_IT:
        await kept.must_stay(work, container)
    yield Exited(int(code))
    yield Completed(round(time.monotonic() - began, 3))


def _start(work: Work, execution: str) -> Frames:
    patience = work.bounds.wall_seconds + PATIENCE
    with stream(work.host, "POST", f"/exec/{execution}/start", {"Detach": False}, timeout=patience) as answer:
        yield from read_frames(answer)
