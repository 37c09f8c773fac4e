"""Containers of a build's image, on a real engine."""

import contextlib
import time
import uuid

import pytest
from asgiref.sync import sync_to_async

from builds import log
from builds.events import (
    BuildEvent,
    Cancelled,
    Completed,
    ContainerStarted,
    Exited,
    Failed,
    ImageRecorded,
    Logged,
    Started,
)
from builds.models import Learner, Operation
from builds.operations.output import logged
from builds.operations.perform import perform
from builds.operations.policy import Bounds
from builds.operations.request import RunRequest
from tests.builds.performed import done, engine_of, said
from tests.engine_fixtures import EngineService


def test_output_keeps_its_streams_its_characters_and_its_limit() -> None:
    euro = "€".encode()
    frames = [
        (1, b"a" + euro[:1]),
        (2, b"!"),
        (1, euro[1:] + b"\0"),
        (0, b"stdin"),
        (1, b"x" * 20),
        (1, b"y"),
    ]
    events = list(logged(iter(frames), 10))
    assert [(event.stream, event.text) for event in events[:-1]] == [
        ("stdout", "a"),
        ("stderr", "!"),
        ("stdout", "€\ufffd"),
        ("stdout", "xxxx"),
    ]
    assert events[-1].stream == "warning"
    assert "10 bytes" in events[-1].text


async def ran(owner: Learner, build: Operation, command: str | tuple[str, ...] = ()) -> list[BuildEvent]:
    return await done(owner, RunRequest(build.pk, command))


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_what_one_container_writes_another_of_the_same_image_does_not_see(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    writer = await ran(owner, build, "echo two > /cfg.txt; cat /cfg.txt; echo done >&2; exit 3")
    reader = await ran(owner, build)
    assert [type(event) for event in writer if not isinstance(event, Logged)] == [
        Started,
        ContainerStarted,
        Exited,
        Completed,
    ]
    assert (said(writer), said(writer, "stderr"), said(reader)) == ("two\n", "done\n", "one\n")
    assert [event for event in writer + reader if isinstance(event, Exited)] == [Exited(3), Exited(0)]
    started = [event for event in writer + reader if isinstance(event, ContainerStarted)]
    built = await sync_to_async(log.of_type)(build.pk, ImageRecorded)
    assert {event.image for event in started} == {image.manifest_digest for image in built}
    assert [event.command for event in started] == [
        ("/bin/sh", "-c", "echo two > /cfg.txt; cat /cfg.txt; echo done >&2; exit 3"),
        ("cat", "/cfg.txt"),
    ]
    async with engine_of(owner, engine_service) as work:
        assert await work.ask("GET", "/containers/json", all=1) == []


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_a_container_is_kept_in_its_bounds(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    missing = await ran(owner, build, ("no-such-program",))
    assert isinstance(missing[-1], Failed)
    assert missing[-1].reason == "container"
    assert "no-such-program" in missing[-1].error
    assert said(await ran(owner, build, "ls /sys/class/net")) == "lo\n"
    assert "Seccomp:\t2" in said(await ran(owner, build, "cat /proc/self/status"))
    async with engine_of(owner, engine_service, Bounds(wall_seconds=1)) as work:
        began = time.monotonic()
        timed = [event async for event in perform(work, RunRequest(build.pk, "sleep 60"))]
        assert isinstance(timed[-1], Failed)
        assert (timed[-1].reason, time.monotonic() - began < 15) == ("time", True)
    chatty = RunRequest(build.pk, "echo begun; sleep 60")
    async with engine_of(owner, engine_service) as work:
        async for event in perform(work, chatty):
            if isinstance(event, Logged):
                work.cancelled.set()
        assert event == Cancelled()
    async with engine_of(owner, engine_service) as work:
        async with contextlib.aclosing(perform(work, chatty)) as events:
            async for event in events:
                if isinstance(event, Logged):
                    break
        assert await work.ask("GET", "/containers/json", all=1) == []
        gone = [event async for event in perform(work, RunRequest(uuid.uuid4()))]
        assert isinstance(gone[-1], Failed)
        assert "Build it again" in (gone[-1].hint or "")
