import datetime

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from builds import log, queue, services, tasks
from builds.events import Cancelled
from builds.models import Learner, Operation
from builds.request import BuildRequest
from tests.builds.operations import claimed, queued, running
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
GOOD = BuildRequest("FROM lab/base\n")


def asked(learner: Learner, count: int) -> list[Operation]:
    return [services.submit_build(learner, GOOD) for _ in range(count)]


def drained(work_queue: WorkQueue) -> list[str]:
    """What one worker does, in its order."""
    done, messages = list[str](), work_queue.sent()
    while messages:
        message, *rest = messages
        tasks.run_operation(message)
        done.append(message)
        messages = rest + work_queue.sent()
    return done


def test_a_learner_with_many_builds_takes_turns_with_the_others(
    work_queue: WorkQueue, settings: Settings
) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"  # each build ends at once
    greedy, modest = Learner.objects.create(), Learner.objects.create()
    many, one = asked(greedy, 4), asked(modest, 1)
    expected = [many[0], one[0], many[1], many[2], many[3]]
    assert drained(work_queue) == [str(operation.pk) for operation in expected]


def test_the_turn_foretold_is_the_turn_that_comes(work_queue: WorkQueue, settings: Settings) -> None:
    settings.ENGINE_SOCKET, settings.BUILDS_AT_ONCE = "/nonexistent/engine.sock", 1
    learners = [Learner.objects.create() for _ in range(3)]
    operations = [
        each for learner, count in zip(learners, (3, 2, 1), strict=True) for each in asked(learner, count)
    ]
    foretold = {str(each.pk): queue.turn_of(each) for each in operations}
    positions = [turn.position for done in drained(work_queue) if (turn := foretold[done])]
    assert positions == [1, 2, 3, 4, 5, 6]


def test_cancelling_a_learners_first_build_sends_the_next_and_no_other(work_queue: WorkQueue) -> None:
    first, second, third = asked(Learner.objects.create(), 3)
    assert work_queue.sent() == [str(first.pk)]
    services.cancel(third)
    assert work_queue.sent() == []
    services.cancel(first)
    assert work_queue.sent() == [str(second.pk)]


def test_only_a_learners_first_build_is_sent_again() -> None:
    learner = Learner.objects.create()
    first, _, other = queued(learner), queued(learner), queued()
    assert list(queue.waiting()) == [first, other]


def test_what_a_worker_has_waits_for_no_turn() -> None:
    assert [queue.turn_of(each) for each in (claimed(), running())] == [None, None]
    operation = queued()
    services.cancel(operation)
    assert queue.turn_of(operation) is None


def test_an_estimate_is_made_of_what_was_measured(settings: Settings) -> None:
    settings.BUILDS_AT_ONCE = 1
    first, second = queued(), queued()
    turn = queue.turn_of(second)
    assert turn is not None
    assert (turn.position, turn.seconds, turn.measured) == (2, None, 0)
    done = running()
    then = timezone.now() - datetime.timedelta(seconds=9)  # before it started came its engine
    Operation.objects.filter(pk=done.pk).update(claimed_at=then)
    log.append(done.pk, done.claim, [Cancelled()])
    turn = queue.turn_of(second)
    assert turn is not None
    assert turn.measured == 1
    assert turn.seconds is not None
    assert turn.seconds >= 9
    assert queue.turn_of(first) is not None
