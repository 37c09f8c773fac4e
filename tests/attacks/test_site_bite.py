"""The site's own controls, taken away one at a time: the owner look-up, the policy, the CSRF token, the origin check."""

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from builds.models import Operation
from config.origin import SameOrigin
from tests.api.callers import Browser
from tests.builds.operations import queued, running
from tests.visualizer.sockets import Socket
from tests.visualizer.test_consumers import session_of

HOST_NETWORK = {"dockerfile": "FROM lab/base\nRUN --network=host true\n", "files": {}}
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_without_the_owner_look_up_a_stranger_reads_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    stranger, theirs = Browser(), queued()
    for path in (f"/api/builds/{theirs.pk}", f"/api/builds/{theirs.pk}/events", f"/builds/{theirs.pk}/"):
        assert stranger.get(path).status_code == 404
    monkeypatch.setattr("builds.access.may_see", lambda learner, operation: True)
    assert stranger.get(f"/api/builds/{theirs.pk}").status_code == 200


def test_without_the_policy_a_step_with_the_hosts_network_goes_to_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caller = Browser()
    assert caller.send("/api/builds", HOST_NETWORK).status_code == 422
    assert not Operation.objects.exists()
    monkeypatch.setattr("builds.services.policy.check", lambda request, limits: [])
    assert caller.send("/api/builds", HOST_NETWORK).status_code == 201


def test_without_the_csrf_check_another_site_builds_with_a_visitors_cookie() -> None:
    victim = Browser()
    body = b'{"dockerfile": "FROM lab/base\\n", "files": {}}'
    assert victim.post("/api/builds", body, content_type="application/json").status_code == 403
    unchecked = Client(enforce_csrf_checks=False)
    unchecked.cookies = victim.cookies
    assert unchecked.post("/api/builds", body, content_type="application/json").status_code == 201


async def test_without_the_origin_check_another_site_watches_a_visitors_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    operation = await sync_to_async(running)()
    key = await sync_to_async(session_of)(operation.learner)
    headers = {"cookie": f"sessionid={key}", "origin": "http://evil.example"}
    assert not await Socket(f"/ws/builds/{operation.pk}", headers).connect()
    monkeypatch.setattr(SameOrigin, "is_own", lambda self, origin, host: True)
    watching = Socket(f"/ws/builds/{operation.pk}", headers)
    assert await watching.connect()
    assert [event["type"] for event in await watching.next_events()] == ["started"]
    await watching.disconnect()
