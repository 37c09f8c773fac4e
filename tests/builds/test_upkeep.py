import datetime

import pytest
from django.utils import timezone

from builds import claims, log, services, upkeep
from builds.events import Interrupted, Logged
from builds.log import ClaimLost
from builds.models import Learner, Operation
from tests.builds.operations import age, claimed, outlive_lease, queued, running
from tests.valkey_fixtures import WorkQueue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_a_build_whose_worker_died_is_interrupted_and_the_late_worker_writes_nothing() -> None:
    operation = running()
    outlive_lease(operation)
    upkeep.interrupt_expired()
    event = log.read(operation.pk)[-1].event
    assert isinstance(event, Interrupted)
    with pytest.raises(ClaimLost):
        log.append(operation.pk, operation.claim, [Logged(None, "stdout", "late")])


def test_a_build_whose_worker_lives_goes_on() -> None:
    operation = running()
    upkeep.interrupt_expired()
    upkeep.free_expired()
    operation.refresh_from_db()
    assert operation.status == "running"


def test_the_next_build_of_an_interrupted_learner_is_sent(work_queue: WorkQueue) -> None:
    learner = Learner.objects.create()
    first, second = running(learner), queued(learner)
    outlive_lease(first)
    upkeep.interrupt_expired()
    assert work_queue.sent() == [str(second.pk)]


def test_a_claimed_build_that_never_started_is_queued_again(work_queue: WorkQueue) -> None:
    operation = claimed()
    outlive_lease(operation)
    upkeep.free_expired()
    assert work_queue.sent() == [str(operation.pk)]
    again = claims.claim(operation.pk)
    assert again is not None
    assert again.attempt == 2


def test_after_three_workers_it_is_given_up() -> None:
    operation = claimed()
    Operation.objects.filter(pk=operation.pk).update(attempt=upkeep.ATTEMPTS)
    outlive_lease(operation)
    upkeep.free_expired()
    operation.refresh_from_db()
    assert operation.status == "interrupted"


def test_a_lost_message_is_sent_again_once_it_is_stale(work_queue: WorkQueue) -> None:
    stale, fresh = queued(), queued()
    age(stale, 11)
    upkeep.requeue_stale()
    upkeep.requeue_stale()
    assert work_queue.sent() == [str(stale.pk)]
    upkeep.requeue_stale(datetime.timedelta(0))
    assert set(work_queue.sent()) == {str(stale.pk), str(fresh.pk)}


def test_in_a_long_queue_copies_of_a_message_become_rare(work_queue: WorkQueue) -> None:
    operation = queued()
    Operation.objects.filter(pk=operation.pk).update(created_at=timezone.now() - datetime.timedelta(hours=1))
    for seconds, copies in ((11, 0), (59, 0), (61, 1)):
        age(operation, seconds)
        upkeep.requeue_stale()
        assert len(work_queue.sent()) == copies


def test_what_waits_for_its_learners_other_build_is_not_stale(work_queue: WorkQueue) -> None:
    learner = Learner.objects.create()
    running(learner)
    age(queued(learner), 60)
    upkeep.requeue_stale()
    assert work_queue.sent() == []


def test_a_build_cancelled_while_claimed_does_not_hide_from_upkeep(work_queue: WorkQueue) -> None:
    operation = claimed()
    services.cancel(operation)
    outlive_lease(operation)
    upkeep.free_expired()
    again = claims.claim(operation.pk)
    assert again is not None
    assert again.cancel_requested
