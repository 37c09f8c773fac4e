from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from builds import log, services, tasks
from builds.events import Failed
from builds.models import Learner
from builds.request import BuildRequest
from tests.builds.operations import age, claimed, queued
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_without_an_engine_service_the_build_fails_and_says_so(settings: Settings) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    operation = queued()
    tasks.run_operation(str(operation.pk))
    (entry,) = log.read(operation.pk)
    assert isinstance(entry.event, Failed)
    assert entry.event.reason == "engine"
    assert "/nonexistent/engine.sock" not in entry.event.error


def test_secrets_that_no_engine_got_are_removed(settings: Settings, tmp_path: Path) -> None:
    settings.ENGINE_SOCKET, settings.SECRETS_DIR = "/nonexistent/engine.sock", tmp_path / "secrets"
    request, secrets = BuildRequest("FROM lab/base\n"), {"token": "hunter22"}
    tasks.run_operation(str(services.submit_build(Learner.objects.create(), request, secrets=secrets).pk))
    assert list((tmp_path / "secrets").iterdir()) == []


def test_its_end_sends_the_learners_next_build(settings: Settings, work_queue: WorkQueue) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    learner = Learner.objects.create()
    first, second = queued(learner), queued(learner)
    tasks.run_operation(str(first.pk))
    assert work_queue.sent() == [str(second.pk)]


def test_a_second_delivery_does_nothing() -> None:
    operation = claimed()
    tasks.run_operation(str(operation.pk))
    assert log.read(operation.pk) == []


def test_the_sweep_finds_what_is_stale(work_queue: WorkQueue) -> None:
    operation = queued()
    age(operation, 11)
    tasks.sweep()
    assert work_queue.sent() == [str(operation.pk)]
