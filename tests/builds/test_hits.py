"""The engine's own limits, hit on a real engine: the learner reads which, its value, and what to try."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds.events import Completed, Failed
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.services import submit_build
from tests.builds.performed import only, said, worked
from tests.builds.told import tells
from tests.engine_fixtures import EngineService, start_service, stop_service

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
SMALL = {
    "ENGINE_STEP_MEMORY_MIB": "72",
    "ENGINE_STEP_PIDS": "41",
    "ENGINE_BULK_MIB": "96",
    "ENGINE_BULK_INODES": "3000",
    "ENGINE_STEP_LOG_KIB": "64",
    "ENGINE_STEP_LOG_KIB_PER_SECOND": "1000",
}
FORKS = "for i in $(seq 60); do sleep 9 & done; wait"
INODES = "mkdir /d && cd /d && for i in $(seq 5000); do : > $i || exit 1; done"
FAILING = {
    "memory": ("tail /dev/zero", "step_memory_mib", 72, "MiB"),
    "processes": (FORKS, "step_pids", 41, "processes"),
    "disk": ("dd if=/dev/zero of=/x bs=64k", "bulk_mib", 96, "disk"),
    "inodes": (INODES, "bulk_mib", 3000, "files"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineService]:
    service = start_service(tmp_path_factory.mktemp("small"), **SMALL)
    yield service
    stop_service(service)


@pytest.fixture
def on_small(small: EngineService, buildx: Path, settings: Settings, tmp_path: Path, wired: None) -> None:
    settings.ENGINE_SOCKET, settings.BUILDX = str(small.path), buildx
    settings.WORK_DIR = tmp_path / "work"


async def queued(command: str) -> Operation:
    request = BuildRequest(f"FROM lab/base\nRUN {command}\n")
    return await sync_to_async(submit_build)(await Learner.objects.acreate(), request)


@pytest.mark.parametrize(("command", "limit", "value", "subject"), FAILING.values(), ids=FAILING)
async def test_a_step_that_hits_a_limit_fails_with_advice(
    command: str, limit: str, value: int, subject: str, on_small: None
) -> None:
    failed = only(Failed, await worked(await queued(command)))
    assert failed.reason == "step"
    tells(failed.hint or "", limit, value, subject)


async def test_clipped_output_is_told_with_what_is_kept_of_it(on_small: None) -> None:
    events = await worked(await queued("head -c 90000 /dev/zero | tr '\\0' x | fold -w 90"))
    assert isinstance(events[-1], Completed)
    tells(said(events, "warning").strip(), "step_log_kib", "64", "output")


async def test_a_build_that_says_too_much_or_takes_too_long_is_told_so(
    on_small: None, settings: Settings
) -> None:
    settings.BUILD_LOG_BYTES = 77
    spoken = await worked(await queued("seq 100"))
    tells(said(spoken, "warning").strip(), "log_bytes", 77, "output")
    settings.BUILD_SECONDS = 1
    late = only(Failed, await worked(await queued("sleep 60")))
    tells(f"{late.error} {late.hint}", "wall_seconds", "1 seconds", "build")


async def test_an_archive_that_fills_the_disk_is_told_of_the_disk(on_small: None, settings: Settings) -> None:
    """`ADD` unpacks it in the daemon, so no step prints anything."""
    request = BuildRequest(
        "FROM lab/base AS a\nRUN mkdir /o && dd if=/dev/zero of=/o/x bs=1M count=60\n"
        "FROM lab/base\nCOPY --from=a /o /\n"
    )
    operation = await sync_to_async(submit_build)(await Learner.objects.acreate(), request)
    failed = only(Failed, await worked(operation))
    tells(failed.hint or "", "bulk_mib", 96, "disk")
