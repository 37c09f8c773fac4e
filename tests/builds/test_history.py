import datetime

import msgspec
import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from builds import claims, log
from builds.events import BuildEvent, Completed, Started, StepFinished
from builds.history import ALIKE, LATEST, StoredHistory
from builds.models import Learner, Operation
from builds.request import BuildRequest
from tests.builds.operations import queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
DIGEST = "sha256:" + "1" * 64
REQUEST = BuildRequest("FROM lab/base\nRUN true\n")


def built(learner: Learner, generation: int = 1, kind: str = "build") -> Operation:
    operation = Operation.objects.create(learner=learner, kind=kind, request=msgspec.json.encode(REQUEST))
    claimed = claims.claim(operation.pk)
    assert claimed is not None
    ended: list[BuildEvent] = [StepFinished(0, None, 0.1, DIGEST), StepFinished(1, True, 0.1), Completed(1.0)]
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
    found = StoredHistory(now, 1)._read_like([])
    assert [build.id for build in found] == [str(second.pk), str(first.pk)]
    assert {build.finished for build in found} == {frozenset({0, 1})}
    assert found[0].bases == {0: DIGEST}
    assert found[0].request == REQUEST


@pytest.mark.asyncio
async def test_the_last_build_is_the_newest() -> None:
    learner = await Learner.objects.acreate()
    now = await sync_to_async(queued)(learner)
    assert await StoredHistory(now, 1).last() is None
    await sync_to_async(_hour_old)(learner, 3)
    newest = await Operation.objects.exclude(pk=now.pk).order_by("-created_at").afirst()
    found = await StoredHistory(now, 1).last()
    assert newest is not None
    assert found is not None
    assert found.id == str(newest.pk)


def test_of_any_number_of_builds_those_that_share_most_keys_are_loaded_in_four_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    learner, other = Learner.objects.create(), Learner.objects.create()
    _hour_old(learner, 100)
    oldest = list(Operation.objects.order_by("created_at")[:ALIKE])
    for number, build in enumerate(oldest):
        StoredHistory(build, 1)._keep(["a", "b"] if number else ["a", "b", "c"])
    elsewhere = (_hour_old(other, 1)[0], 1), (oldest[0], 2)
    for build, generation in elsewhere:
        StoredHistory(build, generation)._keep(["a", "b", "c", "d"])
    history = StoredHistory(queued(learner), 1)
    with django_assert_num_queries(4):
        found = history._read_like(["a", "b", "c", "d"])
    assert [build.id for build in found[LATEST:]] == [str(build.pk) for build in reversed(oldest)]
    assert history._read_like(["c"])[-1].id == str(oldest[0].pk)
    assert len(history._read_like(["d"])) == LATEST


def _hour_old(learner: Learner, count: int) -> list[Operation]:
    """Ended builds, each a second older than the next."""
    now = timezone.now()
    builds = [
        Operation(
            learner=learner,
            kind="build",
            request=msgspec.json.encode(REQUEST),
            generation=1,
            status="completed",
            ended_at=now,
        )
        for _ in range(count)
    ]
    Operation.objects.bulk_create(builds)
    for number, build in enumerate(builds):
        Operation.objects.filter(pk=build.pk).update(
            created_at=now - datetime.timedelta(hours=1) + datetime.timedelta(seconds=number)
        )
    return builds
