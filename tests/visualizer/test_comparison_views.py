import json
import re
import uuid
from io import BytesIO

import pytest
from django.test import Client

from builds import imports
from builds.models import Learner, Operation
from tests.archives import oci, tar_of
from tests.builds.comparison.test_read import replayed
from tests.builds.operations import queued

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def arrived(visitor: Client) -> Learner:
    visitor.get("/compare")
    return Learner.objects.get()


def chosen(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)" selected>', page)


def compared(page: str) -> list[dict[str, str]]:
    boot = re.search(r'<script id="boot" type="application/json">(.*?)</script>', page)
    return json.loads(boot.group(1))["compared"] if boot else []


def test_who_has_fewer_than_two_images_is_told_how_to_get_them(visitor: Client) -> None:
    assert "You have no image yet; two are needed." in visitor.get("/compare").text
    replayed(Learner.objects.get(), "first-build")
    page = visitor.get("/compare").text
    assert "You have one image so far" in page
    assert "<select" not in page


def test_the_last_two_images_are_proposed(visitor: Client) -> None:
    learner = arrived(visitor)
    oldest, before, last = (replayed(learner, name) for name in ("first-build", "all-cached", "first-build"))
    queued(learner)
    page = visitor.get("/compare")
    assert page.status_code == 200
    assert chosen(page.text) == [str(before.pk), str(last.pk)]
    assert page.text.count(f'value="{oldest.pk}"') == 2
    assert page.text.count("<option") == 6
    assert compared(page.text) == []
    assert not re.search(r"<style| style=| on[a-z]+=", page.text)


def test_two_of_them_are_compared_and_named_by_what_tells_them_apart(visitor: Client) -> None:
    learner = arrived(visitor)
    first, second = (replayed(learner, name) for name in ("first-build", "one-line-changed"))
    [image] = imports.keep_images(learner, BytesIO(oci(tar_of({"a": b"b"}), name="my/app:1")), "app.tar")
    page = visitor.get(f"/compare?first={first.pk}&second={second.pk}").text
    assert chosen(page) == [str(first.pk), str(second.pk)]
    [one, two] = compared(page)
    assert one["title"].startswith("Build 1, ")
    assert two["title"].startswith("Build 2, ")
    assert two["resource"] == f"builds/{second.pk}"
    [_, brought] = compared(visitor.get(f"/compare?first={first.pk}&second={image.pk}").text)
    assert brought["title"] == "my/app:1"


@pytest.mark.parametrize("wrong", ["7", "<b>", str(uuid.UUID(int=7)), "theirs", "unfinished"])
def test_what_is_no_image_of_theirs_is_said_beside_the_choice(visitor: Client, wrong: str) -> None:
    learner = arrived(visitor)
    own, _ = (replayed(learner, name) for name in ("first-build", "all-cached"))
    stranger = Learner.objects.create()
    found = {"theirs": replayed(stranger, "first-build"), "unfinished": queued(learner)}
    named = str(found[wrong].pk) if wrong in found else wrong
    page = visitor.get("/compare", {"first": named, "second": str(own.pk)})
    assert page.status_code == 404
    assert "You have no image" in page.text
    assert "<b>" not in page.text.replace("<b>Recorded</b>", "")
    assert compared(page.text) == []
    assert str(own.pk) in chosen(page.text)


def test_an_age_is_said_in_words(visitor: Client) -> None:
    learner = arrived(visitor)
    old, _ = (replayed(learner, name) for name in ("first-build", "all-cached"))
    Operation.objects.filter(pk=old.pk).update(created_at=old.created_at.replace(year=2020))
    page = visitor.get("/compare").text
    assert re.search(r"Build 1, \d+\syears ago: ", page)
    assert re.search(r"Build 2, (just now|\d+ minutes? ago): ", page)
