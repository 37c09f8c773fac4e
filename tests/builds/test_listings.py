import pytest

from builds.events import FileCounts
from builds.listings import StoredListings
from builds.models import LayerListing
from builds.oci.listing import Change, LayerFacts, ListedLayer, pack, unpack

pytestmark = pytest.mark.django_db(transaction=True)
CHAIN = "sha256:" + "c" * 64
CHANGES = (Change("a", "changed", "file", 0o644, 0, 0, 3, 4, None, ("content",), content=b"c" * 32),)
FACTS = LayerFacts(1024, False, FileCounts(1, 2, 3, metadata=1, touched=4, opaque=5))


async def test_what_is_stored_comes_back_with_all_its_counts() -> None:
    await StoredListings().store(CHAIN, ListedLayer(CHAIN, CHAIN, FACTS, pack(CHANGES)))
    assert await StoredListings().known([CHAIN]) == {CHAIN: FACTS}
    assert unpack(await StoredListings().load(CHAIN)) == CHANGES


async def test_a_listing_of_an_earlier_version_is_read_again_and_shown_until_then() -> None:
    await StoredListings().store(CHAIN, ListedLayer(CHAIN, CHAIN, FACTS, pack(CHANGES)))
    await LayerListing.objects.filter(pk=CHAIN).aupdate(format=1)
    assert await StoredListings().known([CHAIN]) == {}
    assert unpack(await StoredListings().load(CHAIN)) == CHANGES
    await StoredListings().store(CHAIN, ListedLayer(CHAIN, CHAIN, FACTS, pack(CHANGES)))
    assert await StoredListings().known([CHAIN]) == {CHAIN: FACTS}
