import threading

import pytest
from django.db import connection

from builds import claims
from builds.log import ClaimLost
from builds.models import Learner, Operation
from tests.builds.operations import claimed, outlive_lease, queued, running, token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_of_many_workers_one_gets_the_operation() -> None:
    operation, won = queued(), list[Operation]()

    def work() -> None:
        if got := claims.claim(operation.pk):
            won.append(got)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [(one.pk, one.attempt) for one in won] == [(operation.pk, 1)]


def test_a_learners_second_build_waits_for_the_first() -> None:
    learner = Learner.objects.create()
    claimed(learner)
    assert claims.claim(queued(learner).pk) is None
    assert claims.claim(queued().pk) is not None


def test_a_learners_builds_keep_their_order() -> None:
    learner = Learner.objects.create()
    first, second = queued(learner), queued(learner)
    assert claims.claim(second.pk) is None
    assert claims.claim(first.pk) is not None


def test_renewing_needs_the_claim() -> None:
    operation = running()
    held = token(operation)
    claims.renew(operation.pk, held)
    outlive_lease(operation)
    operation.refresh_from_db()
    assert claims.seize(operation) is not None
    with pytest.raises(ClaimLost):
        claims.renew(operation.pk, held)


def test_a_living_workers_claim_cannot_be_seized() -> None:
    operation = running()
    assert claims.seize(operation) is None
    assert not claims.give_back(operation)
