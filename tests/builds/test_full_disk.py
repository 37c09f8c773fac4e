"""A container that fills whatever it can write to, and the engine afterwards."""

import base64
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
from builds.request import BuildRequest, ContextFile
from builds.services import submit_build
from engine.client import Client
from tests.attacks.test_bombs import write_tar_bomb
from tests.builds.performed import done, performed, worked
from tests.engine_fixtures import start_service, stop_service

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
FILL = """
for file in /v/x /etc/hosts /etc/resolv.conf /etc/hostname /dev/shm/x /x; do
    dd if=/dev/zero of=$file bs=64k
done
"""
SMALL = {"ENGINE_BULK_MIB": "192"}


Served = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def served(tmp_path: Path, settings: Settings, buildx: Path, wired: None) -> Served:
    """Runs a service with small disks for as long as a block does; each time on the same ones."""
    var = tmp_path / "engine"
    var.mkdir()
    settings.BUILDX, settings.WORK_DIR = buildx, tmp_path / "work"

    @contextlib.contextmanager
    def serve(**limits: str) -> Iterator[None]:
        service = start_service(var, **SMALL, **limits)
        settings.ENGINE_SOCKET = str(service.path)
        try:
            yield
        finally:
            stop_service(service)

    return serve


async def built(
    owner: Learner, dockerfile: str, files: dict[str, str | ContextFile] | None = None
) -> Operation:
    request = BuildRequest(dockerfile, files or {}, no_cache=True)
    operation = await sync_to_async(submit_build)(owner, request)
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
    with served(ENGINE_FULL_PERCENT="45"):
        filling = await built(owner, "FROM lab/base\nRUN head -c 50000000 /dev/urandom > /big\n")
        assert (filling.status, await warnings(filling)) == ("completed", [])
        after = await built(owner, "FROM lab/base\nRUN echo two > /x\n")
        assert after.status == "completed"
        (warning,) = await warnings(after)
        assert "nearly full" in warning
        later = await built(owner, "FROM lab/base\nRUN echo three > /x\n")
        assert (later.status, await warnings(later)) == ("completed", [])


async def test_what_a_failed_build_filled_is_given_back_at_its_end_even_within_one_lease(
    served: Served, settings: Settings, tmp_path: Path
) -> None:
    owner, settings.CONTEXT_BYTES = await Learner.objects.acreate(), 4 * 2**20
    write_tar_bomb(tmp_path / "bomb")
    bomb = ContextFile(base64=base64.b64encode((tmp_path / "bomb").read_bytes()).decode())
    with served(), Client(settings.ENGINE_SOCKET) as client, client.acquire(owner.engine_key, 300):
        filled = await built(owner, "FROM lab/base\nADD bomb.tar /\n", {"bomb.tar": bomb})
        assert filled.status == "failed"
        (warning,) = await warnings(filled)
        assert "nearly full" in warning
        after = await built(owner, "FROM lab/base\nRUN echo two > /x\n")
        assert (after.status, await warnings(after)) == ("completed", [])


async def warnings(operation: Operation) -> list[str]:
    events = await sync_to_async(log.of_type)(operation.pk, Logged)
    return [event.text for event in events if event.stream == "warning"]
