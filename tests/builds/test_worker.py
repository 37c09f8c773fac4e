import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds import claims, log, worker
from builds.events import BuildEvent, Cancelled, Completed, Failed, Interrupted, StepExplained, StepStarted
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.secrets import values
from builds.services import cancel, submit_build
from tests.engine_fixtures import EngineService

pytestmark = [
    pytest.mark.engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wired", "engine_settings"),
]
SLEEPER = "FROM lab/base\nRUN sleep 30\n"


@pytest.fixture
def engine_settings(engine_service: EngineService, buildx: Path, settings: Settings, tmp_path: Path) -> None:
    settings.ENGINE_SOCKET, settings.BUILDX = str(engine_service.path), buildx
    settings.WORK_DIR = tmp_path / "work"
    settings.SECRETS_DIR = tmp_path / "secrets"


@pytest.fixture
def owner(engine_service: EngineService, transactional_db: None) -> Iterator[Learner]:
    """A learner whose engine is removed afterwards."""
    owner = Learner.objects.create()
    yield owner
    with engine_service.client() as client:
        client.remove(owner.engine_key)


def start(learner: Learner, dockerfile: str, **secrets: str) -> Operation:
    operation = claims.claim(submit_build(learner, BuildRequest(dockerfile), secrets=secrets).pk)
    assert operation is not None
    return operation


def events_of(operation: Operation) -> list[BuildEvent]:
    return [entry.event for entry in log.read(operation.pk)]


async def until_the_sleeper_runs(operation: Operation) -> None:
    async with asyncio.timeout(20):
        while StepStarted(1) not in await sync_to_async(events_of)(operation):
            await asyncio.sleep(0.05)


async def work_until_asleep(operation: Operation, then: Callable[[], object]) -> list[BuildEvent]:
    """Work, do `then` while the step sleeps, and return the log once the work has ended."""
    work = asyncio.create_task(worker.work(operation))
    await until_the_sleeper_runs(operation)
    await sync_to_async(then)()
    async with asyncio.timeout(10):
        await work
    return await sync_to_async(events_of)(operation)


async def test_a_new_engine_gets_its_base_image_and_builds(owner: Learner) -> None:
    operation = await sync_to_async(start)(owner, "FROM lab/base\nRUN echo a > /a\n")
    await worker.work(operation)
    events = await sync_to_async(events_of)(operation)
    assert isinstance(events[-1], Completed), events[-1]


async def test_a_rebuilt_step_is_explained_by_the_learners_builds_on_this_engine(
    owner: Learner, engine_service: EngineService
) -> None:
    told = []
    for command in ("echo a", "echo b", "echo b", "echo c"):
        if command == "echo c":
            with engine_service.client() as client:
                client.reset(owner.engine_key)
        operation = await sync_to_async(start)(owner, f"FROM lab/base\nRUN {command}\n")
        await worker.work(operation)
        events = await sync_to_async(events_of)(operation)
        told.append([event.reason for event in events if isinstance(event, StepExplained)])
    assert [[reason.kind for reason in reasons] for reasons in told] == [
        ["first_build"],
        ["instruction_changed"],
        [],
        ["first_build"],
    ]
    assert told[1][0].text == "command changed: `echo a` → `echo b`"


async def test_a_step_gets_the_values_and_no_file_is_left(owner: Learner, tmp_path: Path) -> None:
    mount = "--mount=type=secret,id=token,env=TOKEN --mount=type=secret,id=key,required"
    text = f"FROM lab/base\nRUN {mount} test $TOKEN = hunter22 && test $(cat /run/secrets/key) = é\n"
    operation = await sync_to_async(start)(owner, text, token="hunter22", key="é\n")
    await worker.work(operation)
    events = await sync_to_async(events_of)(operation)
    assert isinstance(events[-1], Completed), events[-1]
    assert list((tmp_path / "secrets").iterdir()) == []


async def test_a_build_that_is_delivered_again_without_its_values_says_what_to_do(owner: Learner) -> None:
    operation = await sync_to_async(start)(owner, "FROM lab/base\n", token="hunter22")
    values.take(operation.pk)
    await worker.work(operation)
    events = await sync_to_async(events_of)(operation)
    assert events[-1] == Failed("secrets", worker.GONE, None, None, worker.GIVE_AGAIN)


async def test_a_required_secret_that_nobody_gave_is_told_how_to_give_it(owner: Learner) -> None:
    text = "FROM lab/base\nRUN --mount=type=secret,id=token,required true\n"
    operation = await sync_to_async(start)(owner, text, other="hunter22")
    await worker.work(operation)
    ended = (await sync_to_async(events_of)(operation))[-1]
    assert isinstance(ended, Failed)
    assert (ended.error, ended.line) == ("secret token: not found", 2)
    assert "a secret of that id" in (ended.hint or "")


async def test_cancelling_ends_the_step(owner: Learner) -> None:
    operation = await sync_to_async(start)(owner, SLEEPER)
    events = await work_until_asleep(operation, lambda: cancel(operation))
    assert events[-1] == Cancelled()


async def test_a_worker_that_lost_its_claim_stops_and_writes_nothing(
    owner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RENEW", 0.2)
    operation = await sync_to_async(start)(owner, SLEEPER)

    def interrupt() -> None:
        log.append(operation.pk, operation.claim, [Interrupted("taken over")])

    events = await work_until_asleep(operation, interrupt)
    assert events[-1] == Interrupted("taken over")
