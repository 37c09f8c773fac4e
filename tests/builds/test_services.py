import subprocess
import sys

import pytest
from pytest_django.fixtures import Settings

from builds import claims, log, services
from builds.events import Cancelled
from builds.models import Learner, Operation
from builds.quotas import TooMany
from builds.request import BuildRequest
from builds.services import NoEngine, RequestRefused
from tests.builds.operations import REQUEST, claimed, queued, running
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
GOOD = BuildRequest("FROM lab/base\n")


def test_a_submitted_build_is_queued_and_sent_once(work_queue: WorkQueue) -> None:
    operation = services.submit_build(Learner.objects.create(), GOOD)
    operation.refresh_from_db()
    assert (operation.status, bytes(operation.request)) == ("queued", REQUEST)
    assert work_queue.sent() == [str(operation.pk)]


def test_a_refused_request_leaves_nothing(work_queue: WorkQueue) -> None:
    request = BuildRequest("FROM lab/base\nRUN --security=insecure true\n")
    with pytest.raises(RequestRefused) as refused:
        services.submit_build(Learner.objects.create(), request)
    assert [problem.line for problem in refused.value.problems] == [2]
    assert not Operation.objects.exists()
    assert work_queue.sent() == []


def test_too_many_unfinished_builds_are_refused_but_not_another_learners(settings: Settings) -> None:
    settings.BUILDS_WAITING = 2
    learner = Learner.objects.create()
    running(learner)
    services.submit_build(learner, GOOD)
    with pytest.raises(TooMany) as refused:
        services.submit_build(learner, GOOD)
    assert (refused.value.limit, refused.value.value) == ("builds_waiting", 2)
    services.submit_build(Learner.objects.create(), GOOD)


def test_too_many_builds_a_minute_are_refused_with_the_seconds_to_wait(settings: Settings) -> None:
    settings.BUILDS_PER_MINUTE = 2
    learner = Learner.objects.create()
    for _ in range(2):
        services.cancel(services.submit_build(learner, GOOD))
    with pytest.raises(TooMany) as refused:
        services.submit_build(learner, GOOD)
    assert refused.value.limit == "builds_per_minute"
    assert 58 <= refused.value.retry_after <= 60


def test_a_site_without_an_engine_says_why(settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    with pytest.raises(NoEngine, match="no user namespaces"):
        services.submit_build(Learner.objects.create(), GOOD)


def test_a_queued_build_is_cancelled_at_once() -> None:
    operation = queued()
    services.cancel(operation)
    assert [entry.event for entry in log.read(operation.pk)] == [Cancelled()]
    assert claims.claim(operation.pk) is None


@pytest.mark.parametrize("begin", [claimed, running])
def test_a_claimed_build_is_asked_to_stop(begin: type) -> None:
    operation = begin()
    services.cancel(operation)
    operation.refresh_from_db()
    assert operation.cancel_requested
    assert not operation.ended


def test_cancelling_what_has_ended_changes_nothing() -> None:
    operation = queued()
    services.cancel(operation)
    services.cancel(operation)
    operation.refresh_from_db()
    assert (operation.last_seq, operation.cancel_requested) == (1, False)


SUBMIT = """
import django
django.setup()
from builds import services
from builds.models import Learner
from builds.request import BuildRequest
services.cancel(services.submit_build(Learner.objects.create(), BuildRequest("FROM lab/base")))
"""


def test_without_a_broker_what_is_asked_is_kept_all_the_same(child_environment: dict[str, str]) -> None:
    away = child_environment | {"REDIS_URL": "unix:///nonexistent/valkey.sock?db=0"}
    subprocess.run(
        [sys.executable, "-c", SUBMIT], env=away, check=True, timeout=60, stderr=subprocess.DEVNULL
    )
    assert Operation.objects.get().status == "cancelled"
