from builds.comparison.compare import compare
from builds.comparison.savings import costs_of
from builds.comparison.storage import storage
from tests.builds.comparison.pictured import recorded, size, stacked


def test_a_build_that_was_cached_is_the_same_image() -> None:
    first, again = recorded("first-build"), recorded("all-cached")
    found = compare(first, again, {})
    assert found.pile == len(first.layers)
    assert found.first_difference is None
    assert found.blobs.stored == found.blobs.shared == found.images[0].size == found.blobs.sum / 2
    assert {layer.relation for side in found.images for layer in side.layers} == {"same_pile"}


def test_a_changed_file_parts_the_piles_at_its_copy() -> None:
    first, changed = recorded("first-build"), recorded("one-line-changed")
    found = compare(first, changed, {})
    difference = found.first_difference
    assert difference is not None
    assert (difference.kind, difference.layer, difference.steps) == ("input", found.pile, (4, 4))
    assert difference.text == "step 4: app.py changed"
    assert difference.reason is not None
    assert difference.reason.kind == "files_changed"
    assert [layer.relation for layer in found.images[1].layers[: found.pile]] == ["same_pile"] * found.pile


def test_the_same_blob_on_another_pile_is_kept_once_and_unpacked_twice() -> None:
    found = compare(stacked("base", "a", "x"), stacked("base", "b", "x"), {})
    assert [layer.relation for layer in found.images[0].layers] == ["same_pile", "own", "same_blob"]
    assert found.images[0].layers[2].other == 2
    x, base = (found.images[0].layers[n].size for n in (2, 0))
    assert found.blobs.shared == base + x
    assert found.snapshots.shared == 2 * base
    assert found.snapshots.stored == found.snapshots.sum - 2 * base


def test_a_blob_that_an_image_has_twice_counts_once() -> None:
    twice = stacked("base", "empty", "empty")
    found = compare(twice, stacked("base", "empty"), {})
    assert [layer.relation for layer in found.images[0].layers] == ["same_pile", "same_pile", "same_blob"]
    assert found.images[0].layers[2].other == 1
    assert found.blobs.stored == found.blobs.shared == found.images[1].size


def test_the_cache_saved_what_the_steps_took_when_they_were_built() -> None:
    first, again = recorded("first-build"), recorded("all-cached")
    costs = costs_of([first])
    built = {x.step: x.seconds for x in first.verdicts if x.cached is False}
    saved = compare(first, again, costs).images[1].saved
    assert saved.seconds == round(sum(built.values()), 3)
    assert (saved.steps, saved.unknown) == (len(built), 0)
    assert compare(first, again, costs).images[0].saved.steps == 0
    assert compare(first, again, {}).images[1].saved.unknown == len(built)


def test_many_images_keep_every_blob_once() -> None:
    images = [stacked("base", "a"), stacked("base", "b"), stacked("base", "b"), stacked("other")]
    found = storage(images)
    a, b, base, other = (size(stacked(name).layers[0].digest) for name in ("a", "b", "base", "other"))
    assert (found.blobs, found.stored, found.sum) == (4, a + b + base + other, 2 * base + a + b + other)
    assert [image.own for image in found.images] == [a, b, other]
    assert found.images[1].operations == ("base-b", "base-b")


def test_nothing_takes_nothing() -> None:
    assert (storage([]).stored, storage([]).images) == (0, ())
