from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from builds.comparison.compare import Comparison, compare
from builds.comparison.images import RecordedImage
from builds.comparison.storage import storage
from tests.builds.comparison.pictured import sizes, stacked

IMAGES = st.lists(st.sampled_from("abcde"), min_size=1, max_size=6).map(lambda names: stacked(*names))


def unique(image: RecordedImage) -> int:
    return sum({layer.digest: layer.size for layer in image.layers}.values())


def mirrored(found: Comparison) -> Comparison:
    return msgspec.structs.replace(found, images=found.images[::-1], first_difference=None)


@given(IMAGES, IMAGES)
def test_comparing_backwards_mirrors_the_comparison(one: RecordedImage, other: RecordedImage) -> None:
    back = msgspec.structs.replace(compare(other, one, {}), first_difference=None)
    assert mirrored(compare(one, other, {})) == back


@given(IMAGES, IMAGES)
def test_bytes_stay_within_their_bounds(one: RecordedImage, other: RecordedImage) -> None:
    found = compare(one, other, {})
    assert 0 <= found.pile <= min(len(one.layers), len(other.layers))
    assert found.blobs.shared + found.blobs.stored == unique(one) + unique(other)
    assert found.blobs.shared <= min(unique(one), unique(other))
    assert found.blobs.stored <= found.blobs.sum == sum(sizes([one, other]))
    assert found.snapshots.shared == 2 * sum(layer.size for layer in one.layers[: found.pile])


@given(IMAGES)
def test_an_image_shares_all_with_itself(one: RecordedImage) -> None:
    found = compare(one, one, {})
    assert (found.pile, found.first_difference) == (len(one.layers), None)
    assert found.blobs.stored == found.blobs.shared == unique(one)


@given(IMAGES, IMAGES)
def test_a_counterpart_has_the_same_blob_and_in_the_pile_the_same_place(
    one: RecordedImage, other: RecordedImage
) -> None:
    found = compare(one, other, {})
    for layer in found.images[0].layers:
        if layer.other is None:
            assert layer.digest not in {x.digest for x in other.layers}
        else:
            assert other.layers[layer.other].digest == layer.digest
            assert (layer.relation == "same_pile") == (layer.index < found.pile)


@given(st.lists(IMAGES, max_size=6), IMAGES)
def test_another_image_adds_at_most_its_size_and_takes_nothing_away(
    images: Sequence[RecordedImage], another: RecordedImage
) -> None:
    before, after = storage(images), storage([*images, another])
    assert before.stored <= after.stored <= before.stored + unique(another)
    assert max((unique(image) for image in images), default=0) <= before.stored <= before.sum
    assert sum(image.own for image in after.images) <= after.stored


@given(IMAGES, IMAGES)
def test_two_images_are_stored_as_the_comparison_says(one: RecordedImage, other: RecordedImage) -> None:
    assert storage([one, other]).stored == compare(one, other, {}).blobs.stored
