"""Blobs and recordings: how many may be fetched, and that none of them is taken for a page."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from builds import access, exchange
from builds.models import Learner, Operation
from tests.api.callers import Browser, problem_of
from tests.builds.told import tells
from tests.recordings import HERE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
BLOB = "/layers/0/blob"
MARKUP = b"<!doctype html><script>alert(1)</script>"


def kept(learner: Learner) -> Operation:
    """A recording whose lowest layer's blob says that it is a page."""
    operation = exchange.keep(learner, (HERE / "first-build.json").read_bytes())
    operation.recorded_layers.all().update(blob=MARKUP)
    return operation


def test_a_learner_downloads_so_many_a_minute_and_another_is_not_hindered(settings: Settings) -> None:
    settings.DOWNLOADS_PER_MINUTE = 2
    caller, other = Browser(), Browser()
    mine, theirs = kept(caller.learner), kept(other.learner)
    assert caller.get(f"/api/builds/{mine.pk}{BLOB}").status_code == 200
    assert caller.get(f"/api/builds/{mine.pk}/recording").status_code == 200
    for path in (f"/api/operations/{mine.pk}{BLOB}", f"/api/operations/{mine.pk}/recording?blobs=true"):
        refused = caller.get(path)
        body = problem_of(refused, 429)
        tells(body["detail"], "downloads_per_minute", 2, "You downloaded too many")
        assert (body["limit"], body["value"]) == ("downloads_per_minute", 2)
        assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert other.get(f"/api/builds/{theirs.pk}{BLOB}").status_code == 200


def test_a_shared_layer_is_downloaded_so_often_from_one_address(visitor: Client, settings: Settings) -> None:
    settings.SHARED_DOWNLOADS_PER_MINUTE = 2
    path = f"/api/shared/{access.share(kept(Learner.objects.create())).pk}{BLOB}"
    answers = [visitor.get(path, REMOTE_ADDR=f"2001:db8:9:9::{last}") for last in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    body = problem_of(answers[-1], 429)
    tells(body["detail"], "shared_downloads_per_minute", 2, "from your address")
    assert Client().get(path, REMOTE_ADDR="2001:db8:9:a::1").status_code == 200


def test_a_document_counts_as_a_download_and_one_that_nobody_holds_is_gone(settings: Settings) -> None:
    settings.DOWNLOADS_PER_MINUTE = 1
    caller = Browser()
    mine = kept(caller.learner)
    path = f"/api/builds/{mine.pk}/documents/manifest"
    assert "does not hold the manifest" in problem_of(caller.get(path), 410)["detail"]
    assert problem_of(caller.get(path), 429)["limit"] == "downloads_per_minute"
    assert problem_of(Browser().get(path), 404)["detail"]


def test_an_operation_without_an_image_has_no_documents() -> None:
    caller = Browser()
    failed = exchange.keep(caller.learner, (HERE / "failing-run.json").read_bytes())
    assert "no image" in problem_of(caller.get(f"/api/builds/{failed.pk}/documents/config"), 404)["detail"]
    assert caller.get(f"/api/builds/{failed.pk}/documents/secrets").status_code == 422


def test_a_layer_that_is_a_page_is_saved_and_not_shown(visitor: Client) -> None:
    path = f"/api/shared/{access.share(kept(Learner.objects.create())).pk}{BLOB}"
    answer = visitor.get(path)
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="')
    assert name.removeprefix('attachment; filename="').rstrip('"').isalnum()
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
