"""What becomes of an attempt between its operations, and when whoever had it dies."""

import datetime
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from celery import current_app
from django.utils import timezone
from pytest_django.fixtures import Settings

from builds import services as builds
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.tasks import run_operation
from labs import attempts, tasks
from labs.models import Attempt, AttemptOperation, AttemptStatus
from labs.services import submit_attempt
from tests.engine_fixtures import EngineService, start_service, stop_service
from tests.site import command_line, descendants
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
SECONDS = 60.0
TASK = ("what-a-layer-is", "settings")
GOOD = BuildRequest("FROM lab/base\nRUN true\n")


def handed_in() -> tuple[Attempt, Operation]:
    attempt = submit_attempt(Learner.objects.create(), *TASK, GOOD)
    return attempt, AttemptOperation.objects.get(attempt=attempt).operation


def long_ago(operation: Operation) -> None:
    then = timezone.now() - attempts.LEFT
    Operation.objects.filter(pk=operation.pk).update(ended_at=then)


def outlive_lease(attempt: Attempt) -> None:
    then = timezone.now() - datetime.timedelta(seconds=1)
    Attempt.objects.filter(pk=attempt.pk).update(lease_until=then)


def test_only_the_first_of_a_learners_attempts_is_before_the_workers(work_queue: WorkQueue) -> None:
    learner = Learner.objects.create()
    made = [submit_attempt(learner, *TASK, GOOD) for _ in range(3)]
    first = AttemptOperation.objects.get(attempt=made[0]).operation
    assert (work_queue.sent(), first.task) == ([str(first.pk)], "labs.tasks.carry_out")


def test_an_attempt_waits_for_its_operation_and_holds_nobody_up() -> None:
    attempt, _ = handed_in()
    attempts.go_on(attempt)
    attempt.refresh_from_db()
    assert (attempt.status, attempts.left()) == ("queued", [])


def test_an_attempt_whose_build_was_cancelled_in_the_queue_is_found_and_stopped(
    work_queue: WorkQueue,
) -> None:
    attempt, operation = handed_in()
    builds.cancel(operation)
    work_queue.sent()
    tasks.sweep_attempts()
    assert work_queue.sent() == []
    long_ago(operation)
    tasks.sweep_attempts()
    assert work_queue.sent() == [str(attempt.pk)]
    tasks.go_on(str(attempt.pk))
    attempt.refresh_from_db()
    assert (attempt.status, attempts.left()) == ("stopped", [])
    assert attempt.message == "A build was cancelled, so nothing can be judged. Hand your answer in again."


def test_what_a_worker_has_no_other_goes_on_with() -> None:
    attempt, operation = handed_in()
    builds.cancel(operation)
    until = timezone.now() + attempts.LEASE
    Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.TAKEN, lease_until=until)
    long_ago(operation)
    attempts.stop_overdue()
    attempts.go_on(attempt)
    attempt.refresh_from_db()
    assert (attempt.status, attempts.left()) == ("taken", [])


@pytest.fixture
def full_folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Where secrets wait: a file system of one page, which is written."""
    folder = tmp_path / "secrets"
    folder.mkdir(0o700)
    tmpfs = ["mount", "-t", "tmpfs", "-o", "size=4k,mode=700", "secrets", str(folder)]
    subprocess.run(tmpfs, check=True, timeout=10)
    (folder / "full").write_bytes(bytes(4096))
    settings.SECRETS_DIR = folder
    yield folder
    subprocess.run(["umount", str(folder)], check=True, timeout=10)


@pytest.mark.engine
def test_an_attempt_whose_next_build_finds_no_room_for_its_secrets_says_so_at_once(full_folder: Path) -> None:
    attempt = Attempt.objects.create(
        learner=Learner.objects.create(),
        exercise="its-still-there",
        task="secret-mount",
        request=msgspec.json.encode(GOOD),
    )
    attempts.go_on(attempt)
    attempt.refresh_from_db()
    assert attempt.status == "stopped"
    assert "no room for more secrets" in attempt.message
    assert not Operation.objects.filter(learner=attempt.learner).exists()


@pytest.fixture
def own_service(tmp_path: Path, settings: Settings, buildx: Path) -> Iterator[EngineService]:
    """One that a test may freeze."""
    var = tmp_path / "engine"
    var.mkdir()
    service = start_service(var)
    settings.ENGINE_SOCKET, settings.BUILDX = str(service.path), buildx
    settings.WORK_DIR = tmp_path / "work"
    yield service
    service.process.send_signal(signal.SIGCONT)
    stop_service(service)


@pytest.fixture
def worker(
    own_service: EngineService, tmp_path: Path, child_environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "worker", "--queues", "builds"]
    options = ["--pool", "prefork", "--concurrency", "1", "--loglevel", "CRITICAL"]
    place = {"ENGINE_SOCKET": str(own_service.path), "VAR_DIR": str(tmp_path)}
    process = subprocess.Popen([*command, *options], env=child_environment | place)
    yield process
    process.terminate()
    process.wait(30)


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def judging(attempt: Attempt, worker: subprocess.Popen[bytes]) -> int:
    """The worker's process that has the attempt."""
    wait_for(lambda: Attempt.objects.filter(pk=attempt.pk, status="taken").exists())
    (child,) = [pid for pid in descendants(worker.pid) if "worker" in command_line(pid)]
    return child


@pytest.mark.engine
@pytest.mark.parametrize("by", ["its time limit", "kill -9"])
def test_a_killed_grader_ends_its_attempt_with_a_clear_error(
    own_service: EngineService, worker: subprocess.Popen[bytes], work_queue: WorkQueue, by: str
) -> None:
    attempt, operation = handed_in()
    run_operation(str(operation.pk))
    work_queue.sent()
    own_service.process.send_signal(signal.SIGSTOP)  # the grader will wait for it
    limit = {"time_limit": 2} if by == "its time limit" else {}
    current_app.send_task("labs.tasks.go_on", args=[str(attempt.pk)], **limit)
    grader = judging(attempt, worker)
    if not limit:
        os.kill(grader, signal.SIGKILL)
    wait_for(lambda: grader not in descendants(worker.pid))
    tasks.sweep_attempts()
    attempt.refresh_from_db()
    assert attempt.status == "taken"
    outlive_lease(attempt)
    tasks.sweep_attempts()
    attempt.refresh_from_db()
    assert (attempt.status, attempt.passed) == ("stopped", None)
    assert attempt.message.endswith("cut off: it may take 60 seconds. Hand your answer in again.")
