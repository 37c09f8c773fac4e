import datetime

import msgspec
import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from builds import claims, log
from builds.events import BuildEvent, Completed, Started, StepFinished
from builds.history import BUILDS, StoredHistory
from builds.models import Learner, Operation
from builds.request import BuildRequest
from tests.builds.operations import queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
REQUEST = BuildRequest("FROM lab/base\nRUN true\n")


def built(learner: Learner, generation: int = 1, kind: str = "build") -> Operation:
    operation = Operation.objects.create(learner=learner, kind=kind, request=msgspec.json.encode(REQUEST))
    claimed = claims.claim(operation.pk)
    assert claimed is not None
    ended: list[BuildEvent] = [StepFinished(0, None, 0.1), StepFinished(1, True, 0.1), Completed(1.0)]
    log.append(claimed.pk, claimed.claim, [Started(1, {}, generation), *ended])
    return claimed


def test_the_learners_earlier_builds_on_this_engine_come_newest_first() -> None:
    learner = Learner.objects.create()
    built(Learner.objects.create())
    built(learner, generation=0)
    first, second = built(learner), built(learner)
    built(learner, kind="run")
    now = queued(learner)
    built_later = queued(learner)
    assert built_later.created_at > now.created_at
    found = StoredHistory(now, 1)._read()
    assert [build.id for build in found] == [str(second.pk), str(first.pk)]
    assert {build.finished for build in found} == {frozenset({0, 1})}
    assert found[0].request == REQUEST


def test_only_the_latest_are_loaded_in_two_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner = Learner.objects.create()
    now = timezone.now()
    request = msgspec.json.encode(REQUEST)
    Operation.objects.bulk_create(
        Operation(
            learner=learner,
            kind="build",
            request=request,
            generation=1,
            status="completed",
            ended_at=now,
        )
        for _ in range(BUILDS + 10)
    )
    Operation.objects.update(created_at=now - datetime.timedelta(hours=1))
    history = StoredHistory(queued(learner), 1)
    with django_assert_num_queries(2):
        assert len(history._read()) == BUILDS
