"""Containers of a build's image, on a real engine."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds import claims, log, worker
from builds.containers import RunLimits, _logged, run_container
from builds.dockerd import call
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
from builds.request import BuildRequest, RunRequest
from builds.services import submit_build, submit_run
from engine.client import Client
from tests.engine_fixtures import EngineService

DOCKERFILE = 'FROM lab/base\nRUN echo one > /cfg.txt\nCMD ["cat", "/cfg.txt"]\n'


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
    events = list(_logged(iter(frames), 10))
    assert [(event.stream, event.text) for event in events[:-1]] == [
        ("stdout", "a"),
        ("stderr", "!"),
        ("stdout", "€\ufffd"),
        ("stdout", "xxxx"),
    ]
    assert events[-1].stream == "warning"
    assert "10 bytes" in events[-1].text


@pytest.fixture
def _engine_settings(engine_service: EngineService, buildx: Path, settings: Settings, tmp_path: Path) -> None:
    settings.ENGINE_SOCKET, settings.BUILDX = str(engine_service.path), buildx
    settings.WORK_DIR = tmp_path / "work"


@pytest.fixture
def owner(engine_service: EngineService, transactional_db: None) -> Iterator[Learner]:
    """A learner whose engine is removed afterwards."""
    owner = Learner.objects.create()
    yield owner
    with engine_service.client() as client:
        client.remove(owner.engine_key)


async def worked(operation: Operation) -> list[BuildEvent]:
    claimed = await sync_to_async(claims.claim)(operation.pk)
    assert claimed is not None
    await worker.work(claimed)
    return [entry.event for entry in await sync_to_async(log.read)(operation.pk)]


@pytest.fixture
async def build(owner: Learner, _engine_settings: None, wired: None) -> Operation:
    operation = await sync_to_async(submit_build)(owner, BuildRequest(DOCKERFILE))
    events = await worked(operation)
    assert isinstance(events[-1], Completed), events[-1]
    return operation


async def ran(owner: Learner, build: Operation, command: str | tuple[str, ...] = ()) -> list[BuildEvent]:
    return await worked(await sync_to_async(submit_run)(owner, RunRequest(build.pk, command)))


def said(events: list[BuildEvent], stream: str = "stdout") -> str:
    return "".join(event.text for event in events if isinstance(event, Logged) and event.stream == stream)


@contextlib.asynccontextmanager
async def engine_of(owner: Learner, service: EngineService) -> AsyncIterator[str]:
    """The host of the learner's engine."""
    client: Client = service.client()
    with client, client.acquire(owner.engine_key, 60) as lease:
        yield lease.host


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
    async with engine_of(owner, engine_service) as host:
        assert call(host, "GET", "/containers/json?all=1") == []


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
    image = worker.image_name(build.pk)
    async with engine_of(owner, engine_service) as host:
        began, limits = time.monotonic(), RunLimits(wall_seconds=1)
        request = RunRequest(build.pk, "sleep 60")
        timed = [e async for e in run_container(request, image, host, limits, asyncio.Event())]
        assert isinstance(timed[-1], Failed)
        assert (timed[-1].reason, time.monotonic() - began < 15) == ("time", True)
        cancelled = asyncio.Event()
        chatty = RunRequest(build.pk, "echo begun; sleep 60")
        async for event in run_container(chatty, image, host, RunLimits(), cancelled):
            if isinstance(event, Logged):
                cancelled.set()
        assert event == Cancelled()
        async with contextlib.aclosing(
            run_container(chatty, image, host, RunLimits(), asyncio.Event())
        ) as events:
            async for event in events:
                if isinstance(event, Logged):
                    break
        assert call(host, "GET", "/containers/json?all=1") == []
        gone = [e async for e in run_container(chatty, "build:gone", host, RunLimits(), asyncio.Event())]
        assert isinstance(gone[-1], Failed)
        assert "Build it again" in (gone[-1].hint or "")
