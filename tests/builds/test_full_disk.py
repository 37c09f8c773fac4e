"""A container that fills whatever it can write to, and the engine afterwards."""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds import log
from builds.events import Logged
from builds.models import Learner, Operation
from builds.operations.request import PruneRequest, RemoveRequest, RunRequest
from builds.request import BuildRequest
from builds.services import submit_build
from tests.builds.performed import done, performed, worked
from tests.engine_fixtures import start_service, stop_service

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
FILL = """
for file in /v/x /etc/hosts /etc/resolv.conf /etc/hostname /dev/shm/x /x; do
    dd if=/dev/zero of=$file bs=64k
done
"""
SMALL = {"ENGINE_BULK_MIB": "192"}


Served = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def served(tmp_path: Path, settings: Settings, buildx: Path, wired: None) -> Served:
    """Runs a service with small disks for as long as a block does; each time on the same ones."""
    var = tmp_path / "engine"
    var.mkdir()
    settings.BUILDX, settings.WORK_DIR = buildx, tmp_path / "work"

    @contextlib.contextmanager
    def serve() -> Iterator[None]:
        service = start_service(var, **SMALL)
        settings.ENGINE_SOCKET = str(service.path)
        try:
            yield
        finally:
            stop_service(service)

    return serve


async def built(owner: Learner, dockerfile: str) -> Operation:
    operation = await sync_to_async(submit_build)(owner, BuildRequest(dockerfile, no_cache=True))
    await worked(operation)
    await operation.arefresh_from_db()
    return operation


async def test_an_engine_starts_again_after_a_container_filled_all_it_could(served: Served) -> None:
    owner = await Learner.objects.acreate()
    with served():
        image = await built(owner, "FROM lab/base\nRUN mkdir /v\nVOLUME /v\n")
        assert image.status == "completed"
        run, _ = await performed(owner, RunRequest(image.pk, FILL, keep=True))
        assert (await built(owner, "FROM lab/base\nRUN echo one > /x\n")).status == "failed"
    with served():
        await done(owner, RemoveRequest(run.pk))
        await done(owner, PruneRequest("all"))
        assert (await built(owner, "FROM lab/base\nRUN echo one > /x\n")).status == "completed"


async def test_a_nearly_full_disk_is_pruned_before_the_next_build_and_the_learner_is_told(
    served: Served,
) -> None:
    owner = await Learner.objects.acreate()
    with served():
        filling = await built(owner, "FROM lab/base\nRUN head -c 80000000 /dev/urandom > /big\n")
        assert not await warnings(filling)
        after = await built(owner, "FROM lab/base\nRUN echo two > /x\n")
        assert after.status == "completed"
        (warning,) = await warnings(after)
        assert "nearly full" in warning
        later = await built(owner, "FROM lab/base\nRUN echo three > /x\n")
        assert (later.status, await warnings(later)) == ("completed", [])


async def warnings(operation: Operation) -> list[str]:
    events = await sync_to_async(log.of_type)(operation.pk, Logged)
    return [event.text for event in events if event.stream == "warning"]
