import datetime

import msgspec
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django.fixtures import Settings

from builds import access, listings, log
from builds.events import FileCounts, LayerRecorded, StageRecorded
from builds.forgetting import forget_guests, forget_listings
from builds.listings import StoredListings
from builds.models import LayerListing, Learner, Operation
from builds.oci.listing import LayerFacts, ListedLayer, pack
from tests.builds.operations import queued, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
LONG_AGO = timezone.now() - datetime.timedelta(days=401)
CHAIN, STAGED, UNNAMED, FRESH = (f"sha256:{letter * 64}" for letter in "abcd")


def stale(learner: Learner) -> Learner:
    Learner.objects.filter(pk=learner.pk).update(created_at=LONG_AGO)
    return learner


def test_a_guest_who_cannot_come_back_is_forgotten_with_all_builds() -> None:
    gone, busy, sharing, new = (Learner.objects.create() for _ in range(4))
    user = Learner.objects.create(user=User.objects.create(username="ada"))
    for learner in (gone, busy, sharing, user):
        stale(learner)
    for learner in (gone, sharing):
        operation = queued(learner)
        Operation.objects.filter(pk=operation.pk).update(created_at=LONG_AGO)
    access.share(operation)
    queued(busy)
    assert forget_guests() == 1
    assert set(Learner.objects.all()) == {busy, sharing, new, user}
    assert not Operation.objects.filter(learner_id=gone.pk).exists()


def test_the_days_are_a_setting(settings: Settings) -> None:
    stale(Learner.objects.create())
    settings.GUEST_DAYS = 500
    assert forget_guests() == 0


def test_listings_that_a_log_names_stay_and_so_do_fresh_ones() -> None:
    operation = running()
    layer = LayerRecorded(0, 1, CHAIN, CHAIN, CHAIN, "media", 1, 1, False, FileCounts(0, 0, 0))
    log.append(operation.pk, operation.claim, [layer])
    other = msgspec.structs.replace(layer, chain_id=STAGED)
    log.append(operation.pk, operation.claim, [StageRecorded(0, CHAIN, 1, (other,))])
    facts = LayerFacts(1024, False, FileCounts(0, 0, 0))
    for chain in (CHAIN, STAGED, UNNAMED, FRESH):
        listings.store(chain, ListedLayer(CHAIN, CHAIN, facts, pack(())))
    LayerListing.objects.exclude(pk=FRESH).update(seen_at=timezone.now() - datetime.timedelta(days=2))
    assert forget_listings() == 1
    assert set(LayerListing.objects.values_list("pk", flat=True)) == {CHAIN, STAGED, FRESH}


async def test_a_listing_that_a_build_meets_again_is_fresh() -> None:
    await sync_to_async(listings.store)(
        CHAIN, ListedLayer(CHAIN, CHAIN, LayerFacts(1, False, FileCounts(0, 0, 0)), pack(()))
    )
    await LayerListing.objects.aupdate(seen_at=LONG_AGO)
    assert set(await StoredListings().known([CHAIN])) == {CHAIN}
    assert await sync_to_async(forget_listings)() == 0
