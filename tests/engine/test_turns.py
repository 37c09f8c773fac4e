"""More learners than engines may run: each in turn is served, and finds the own cache again."""

import time
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds.events import Completed, StepFinished
from builds.models import Learner
from builds.request import BuildRequest
from builds.services import submit_build
from tests import figures
from tests.builds.performed import worked
from tests.engine_fixtures import EngineService, start_service, stop_service
from tests.size import size

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]
LEARNERS, RUNNING = size(4, 40), size(2, 8)


async def build(learner: Learner, number: int) -> tuple[list[bool | None], float]:
    """Whether each step after FROM was cached, and how long it all took."""
    began = time.monotonic()
    dockerfile = f"FROM lab/base\nRUN echo {number} > /mine\nRUN cp /mine /copy\n"
    events = await worked(await sync_to_async(submit_build)(learner, BuildRequest(dockerfile)))
    assert isinstance(events[-1], Completed), events[-1]
    steps = [event.cached for event in events if isinstance(event, StepFinished)][1:]
    return steps, time.monotonic() - began


async def test_all_are_served_in_turn_and_find_their_caches_again(
    tmp_path: Path, settings: Settings, buildx: Path, wired: None
) -> None:
    var = tmp_path / "engine"
    var.mkdir()
    settings.BUILDX, settings.WORK_DIR = buildx, tmp_path / "work"
    service = start_service(var, ENGINE_RUNNING=str(RUNNING))
    settings.ENGINE_SOCKET = str(service.path)
    learners = [await Learner.objects.acreate() for _ in range(LEARNERS)]
    seconds = dict[bool, list[float]]({False: [], True: []})
    for cached in (False, True):
        for number, learner in enumerate(learners):
            steps, took = await build(learner, number)
            assert steps == [cached, cached]
            seconds[cached].append(took)
            assert running(service) <= RUNNING
    with service.client() as client:
        tally = client.status().tally
    stop_service(service)
    assert (tally.started, tally.evicted, tally.crashed) == (2 * LEARNERS, 2 * LEARNERS - RUNNING, 0)
    first, again = (sorted(seconds[cached])[LEARNERS // 2] for cached in (False, True))
    figures.note(
        "Learners in turn, more than engines may run",
        f"{LEARNERS} with {RUNNING} running: all served twice, {LEARNERS} caches intact, {tally.evicted} "
        f"evictions; a build with a new engine {first:.1f} s, with a resumed one {again:.1f} s "
        "(medians)",
    )


def running(service: EngineService) -> int:
    with service.client() as client:
        states = client.status().states
    return sum(states[state] for state in ("leased", "idle", "starting", "stopping"))
