import json
import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from builds import access, exchange
from builds.learners import SESSION_KEY
from builds.models import Learner
from tests.builds.operations import queued
from tests.recordings import HERE

pytestmark = pytest.mark.django_db


def boot_of(page: str) -> dict[str, object]:
    found = re.search(r'<script id="boot" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    values: dict[str, object] = json.loads(found[1])
    return values


def test_whoever_arrives_becomes_a_guest_once(visitor: Client) -> None:
    answer = visitor.get("/sandbox")
    assert answer.status_code == 200
    assert "csrftoken" in answer.cookies
    visitor.get("/sandbox")
    assert [str(learner.pk) for learner in Learner.objects.all()] == [visitor.session[SESSION_KEY]]
    assert boot_of(answer.text) == {"build": None, "engine": {"ready": True, "reason": None}}


def test_a_build_of_ones_own_is_shown_with_its_request(visitor: Client) -> None:
    visitor.get("/")
    operation = queued(Learner.objects.get())
    boot = boot_of(visitor.get(f"/builds/{operation.pk}").text)
    assert boot["build"] == {"id": str(operation.pk), "shared": None, "dockerfile": "FROM lab/base\n"}


def test_a_recording_is_marked_on_every_page_that_shows_it(visitor: Client) -> None:
    visitor.get("/")
    learner = Learner.objects.get()
    recording = exchange.keep(learner, (HERE / "first-build.json").read_bytes())
    own, address = queued(learner), access.share(recording).get_absolute_url()
    for page in (f"/builds/{recording.pk}", address):
        assert "and imported from a file" in visitor.get(page).text
    assert visitor.get("/operations").text.count("recorded elsewhere") == 1
    assert "imported from a file" not in visitor.get(f"/builds/{own.pk}").text


def test_a_build_of_somebody_else_is_not_there(visitor: Client) -> None:
    assert visitor.get(f"/builds/{queued().pk}").status_code == 404


def test_a_site_without_an_engine_says_why(visitor: Client, settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    assert "no user namespaces" in visitor.get("/sandbox").text


def test_the_page_allows_no_foreign_and_no_inline_code(visitor: Client) -> None:
    answer = visitor.get("/sandbox")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert all("src=" in tag or "application/json" in tag for tag in scripts)
    assert not re.search(r"<style| style=| on[a-z]+=", answer.text)
