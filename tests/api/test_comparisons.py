import uuid
from pathlib import Path
from typing import get_args

import pytest

from builds.comparison.compare import Amounts, ComparedImage, ComparedLayer, Comparison, Relation
from builds.comparison.difference import FirstDifference, PartingKind
from builds.comparison.savings import Saved
from builds.comparison.storage import Storage, StoredImage
from builds.models import Learner
from tests.api.callers import Browser, problem_of
from tests.api.test_documentation import missing
from tests.builds.comparison.test_read import replayed
from tests.builds.operations import running

TEXT = (Path(__file__).parents[2] / "docs/comparison.md").read_text()
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_two_builds_are_compared_from_the_first_to_the_second(caller: Browser) -> None:
    first, changed = (replayed(caller.learner, name) for name in ("first-build", "one-line-changed"))
    found = caller.get(f"/api/builds/{first.pk}/compare/{changed.pk}").json()
    assert [image["id"] for image in found["images"]] == [str(first.pk), str(changed.pk)]
    assert found["first_difference"]["text"] == "step 4: app.py changed"
    assert found["blobs"]["stored"] == found["blobs"]["sum"] - found["blobs"]["shared"]
    saved = found["images"][1]["saved"]
    assert saved["seconds"] > 0
    assert (saved["steps"], saved["unknown"]) == (found["pile"] - 1, 0)


def test_an_image_of_somebody_else_is_not_there(caller: Browser) -> None:
    own, theirs = replayed(caller.learner, "first-build"), replayed(Learner.objects.create(), "first-build")
    for path in (
        f"/api/builds/{own.pk}/compare/{theirs.pk}",
        f"/api/builds/{theirs.pk}/compare/{own.pk}",
        f"/api/builds/{own.pk}/compare/{uuid.uuid4()}",
        f"/api/storage?operation={own.pk}&operation={theirs.pk}",
    ):
        assert "You have no build or operation" in problem_of(caller.get(path), 404)["detail"]


def test_a_build_without_an_image_cannot_be_compared(caller: Browser) -> None:
    own, other = replayed(caller.learner, "first-build"), running(caller.learner)
    detail = problem_of(caller.get(f"/api/builds/{own.pk}/compare/{other.pk}"), 409)["detail"]
    assert "is running: it has no image" in detail


def test_what_all_images_take_is_counted_once(caller: Browser) -> None:
    first, _, changed = (
        replayed(caller.learner, name) for name in ("first-build", "all-cached", "one-line-changed")
    )
    replayed(Learner.objects.create(), "unused-stage")
    everything = caller.get("/api/storage").json()
    assert [len(image["operations"]) for image in everything["images"]] == [1, 2]
    named = caller.get(f"/api/storage?operation={first.pk}&operation={changed.pk}").json()
    assert (named["stored"], named["sum"]) == (everything["stored"], everything["sum"])
    compared = caller.get(f"/api/builds/{first.pk}/compare/{changed.pk}").json()
    assert named["stored"] == compared["blobs"]["stored"] < named["sum"]


def test_too_many_and_strange_ids_are_refused(caller: Browser) -> None:
    many = "&".join(f"operation={uuid.uuid4()}" for _ in range(101))
    problem_of(caller.get(f"/api/storage?{many}"), 422)
    problem_of(caller.get("/api/storage?operation=x"), 422)
    assert caller.get("/api/storage").json() == {"images": [], "blobs": 0, "sum": 0, "stored": 0}


def test_the_documentation_names_every_field() -> None:
    parts = (Comparison, ComparedImage, ComparedLayer, Amounts, Saved, FirstDifference, Storage, StoredImage)
    for part in parts:
        assert missing(part.__struct_fields__, TEXT) == []
    assert missing((*get_args(PartingKind), *get_args(Relation)), TEXT) == []
