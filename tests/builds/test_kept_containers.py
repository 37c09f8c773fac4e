"""What a container wrote stays with it, as long as it is kept. On a real engine."""

import dataclasses

import pytest

from builds.events import Completed, ContainerRemoved, ContainerStarted, Exited, Failed
from builds.models import Learner, Operation
from builds.operations.perform import perform
from builds.operations.policy import Bounds
from builds.operations.request import ExecRequest, PruneRequest, RemoveRequest, RestartRequest, RunRequest
from tests.builds.performed import done, engine_of, only, performed, said
from tests.builds.told import tells
from tests.engine_fixtures import EngineService

pytestmark = [pytest.mark.engine, pytest.mark.django_db(transaction=True)]


async def test_a_container_keeps_what_it_wrote_until_it_is_removed(owner: Learner, build: Operation) -> None:
    counts = "echo x >> /n; wc -l < /n; sleep 600"
    run, started = await performed(owner, RunRequest(build.pk, counts, detach=True))
    assert isinstance(started[-1], Completed)
    first = only(ContainerStarted, started)
    assert (first.kept, first.was) == (True, "new")

    entered = await done(owner, ExecRequest(run.pk, "wc -l < /n; echo note > /note; exit 4"))
    assert (said(entered), only(Exited, entered).code) == ("1\n", 4)
    assert only(ContainerStarted, entered).was == "running"

    again = await done(owner, RestartRequest(run.pk))
    assert only(ContainerStarted, again) == ContainerStarted(
        first.container, first.image, first.command, kept=True, was="running"
    )
    assert said(await done(owner, ExecRequest(run.pk, ("cat", "/n", "/note")))) == "x\nx\nnote\n"

    removed = only(ContainerRemoved, await done(owner, RemoveRequest(run.pk)))
    assert removed.container == first.container
    assert removed.size > 0
    gone = (await done(owner, ExecRequest(run.pk, "true")))[-1]
    assert isinstance(gone, Failed)
    assert "any more" in gone.error
    other = await done(owner, RunRequest(build.pk, "ls /n"))
    assert only(Exited, other).code != 0


async def test_what_ended_is_started_again_and_followed_to_its_end(owner: Learner, build: Operation) -> None:
    run, first = await performed(owner, RunRequest(build.pk, "echo x >> /n; wc -l < /n", keep=True))
    assert said(first) == "1\n"
    again = await done(owner, RestartRequest(run.pk))
    assert (said(again), only(ContainerStarted, again).was, only(Exited, again).code) == ("2\n", "stopped", 0)
    outlasting = ExecRequest(run.pk, "sleep 600")  # ends with the container, if it begins at all
    entered = (await done(owner, outlasting))[-1]
    assert isinstance(entered, Failed), entered
    assert (entered.reason, "has ended, with code 0" in entered.error) == ("container", True)


async def test_what_runs_beside_a_process_that_ends_is_told_so(owner: Learner, build: Operation) -> None:
    lasts = "while [ ! -e /go ]; do sleep 0.1; done; sleep 1; exit 3"
    run, _ = await performed(owner, RunRequest(build.pk, lasts, detach=True))
    entered = await done(owner, ExecRequest(run.pk, "touch /go; sleep 600"))
    assert only(ContainerStarted, entered).was == "running"
    assert isinstance(entered[-1], Failed), entered
    assert "has ended, with code 3" in entered[-1].error


async def test_an_engine_that_is_gone_is_told(owner: Learner, engine_service: EngineService) -> None:
    async with engine_of(owner, engine_service) as work:
        gone = dataclasses.replace(work, host="unix:///nonexistent/docker.sock")
        (only_event,) = [event async for event in perform(gone, PruneRequest("all"))]
    assert isinstance(only_event, Failed)
    assert only_event.reason == "engine"


async def test_commands_are_kept_in_their_bounds(
    owner: Learner, build: Operation, engine_service: EngineService
) -> None:
    run, _ = await performed(owner, RunRequest(build.pk, "sleep 600", detach=True))
    missing = await done(owner, ExecRequest(run.pk, ("no-such-program",)))
    assert "no-such-program" in said(missing) + getattr(missing[-1], "error", "")
    async with engine_of(owner, engine_service, Bounds(wall_seconds=1, kept_containers=1)) as work:
        timed = [event async for event in perform(work, ExecRequest(run.pk, "sleep 60"))][-1]
        assert isinstance(timed, Failed)
        assert timed.reason == "time"
        one_more = RunRequest(build.pk, "true", keep=True)
        refused = [event async for event in perform(work, one_more)][-1]
        assert isinstance(refused, Failed)
        assert refused.reason == "policy"
        tells(f"{refused.error} {refused.hint}", "kept_containers", 1, "containers")
        assert len(await work.ask("GET", "/containers/json", all=1)) == 1
    woken = await done(owner, ExecRequest(run.pk, "echo back"))
    assert (said(woken), only(ContainerStarted, woken).was) == ("back\n", "stopped")
