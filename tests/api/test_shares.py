"""A link shows one build to anybody, and lets nobody change anything."""

import json
import uuid

import pytest
from django.test import Client

from builds import log
from builds.events import Completed, Logged
from builds.models import Learner, Operation, Share
from tests.api.callers import Browser, bearer, problem_of
from tests.api.test_layers import built  # noqa: F401  (a fixture)
from tests.builds.operations import queued, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
READS = ["", "/events", "/layers/0/files", "/layers/0/blob", "/evidence"]


def shared(caller: Browser, operation: Operation) -> str:
    """The address below /api/ of the operation's share."""
    answer = caller.send(f"/api/builds/{operation.pk}/share")
    assert answer.status_code == 201
    return f"/api{answer.json()['url']}"


def test_whoever_has_the_address_reads_what_the_owner_reads(
    caller: Browser,
    visitor: Client,
    built: Operation,  # noqa: F811
) -> None:
    log.append(built.pk, built.claim, [Logged(None, "stdout", "a"), Completed(1.0)])
    address = shared(caller, built)
    for path in ("", "/events", "/events?after=2", "/layers/0/files?prefix=usr"):
        answer = visitor.get(address + path)
        assert (answer.status_code, answer.content) == (
            200,
            caller.get(f"/api/builds/{built.pk}{path}").content,
        )
    problem_of(visitor.get(f"{address}/layers/7/files"), 404)
    problem_of(visitor.get(f"{address}/evidence"), 404)


def test_asking_twice_gives_one_address(caller: Browser) -> None:
    operation = queued(caller.learner)
    assert shared(caller, operation) == shared(caller, operation)
    assert Share.objects.count() == 1


@pytest.mark.parametrize("path", READS)
def test_a_revoked_share_shows_nothing_and_stays_so(caller: Browser, visitor: Client, path: str) -> None:
    operation = queued(caller.learner)
    address = shared(caller, operation)
    token = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    for _ in range(2):
        assert caller.delete(f"/api/builds/{operation.pk}/share", headers=token).status_code == 204
    assert shared(caller, operation) != address
    problem_of(visitor.get(address + path), 404)
    assert visitor.get(address.removeprefix("/api")).status_code == 404


@pytest.mark.parametrize("path", READS)
def test_nothing_but_a_share_opens_a_build(caller: Browser, visitor: Client, path: str) -> None:
    operation, other = queued(caller.learner), queued()
    shared(caller, operation)
    for guess in (operation.pk, operation.learner_id, other.pk, uuid.uuid4()):
        problem_of(visitor.get(f"/api/shared/{guess}{path}"), 404)
    for nonsense in ("x", "%00", "..%2f", str(uuid.uuid4())[:-1]):
        problem_of(visitor.get(f"/api/shared/{nonsense}{path}"), 404)


def test_a_share_gives_no_way_to_change_or_to_own(caller: Browser, visitor: Client) -> None:
    operation = queued(caller.learner)
    address, stranger = shared(caller, operation), Browser()
    for method in ("post", "put", "patch", "delete"):
        for path in (*READS, "/cancel", "/share"):
            answer = getattr(stranger, method)(address + path, headers=bearer(stranger.learner))
            assert answer.status_code in (404, 405), (method, path)
    share = address.rpartition("/")[2]
    for name in (share, str(operation.pk)):
        problem_of(stranger.get(f"/api/builds/{name}"), 404)
        problem_of(stranger.get(f"/api/operations/{name}"), 404)
        problem_of(stranger.send(f"/api/builds/{name}/cancel"), 404)
        problem_of(stranger.send(f"/api/builds/{name}/share"), 404)
        problem_of(stranger.delete(f"/api/builds/{name}/share", headers=bearer(stranger.learner)), 404)
        problem_of(stranger.send("/api/operations", {"kind": "run", "build": name}), 404)
        assert stranger.get(f"/builds/{name}").status_code == 404
    assert caller.get(f"/api/builds/{operation.pk}").json()["status"] == "queued"
    assert Share.objects.count() == 1


def test_sharing_needs_the_owner_and_the_csrf_token(caller: Browser, visitor: Client) -> None:
    operation = queued(caller.learner)
    problem_of(visitor.post(f"/api/builds/{operation.pk}/share"), 401)
    problem_of(caller.post(f"/api/builds/{operation.pk}/share"), 403)
    problem_of(caller.delete(f"/api/builds/{operation.pk}/share"), 403)
    assert not Share.objects.exists()


def test_the_page_shows_the_dockerfile_and_no_build_argument(caller: Browser, visitor: Client) -> None:
    asked = {"dockerfile": "FROM lab/base\nARG KEY\n", "files": {"a.txt": "a"}}
    build = caller.send("/api/builds", {**asked, "build_args": {"KEY": "not-for-you"}}).json()["id"]
    page = visitor.get(shared(caller, Operation.objects.get(pk=build)).removeprefix("/api"))
    boot = json.loads(page.text.split('type="application/json">')[1].split("</script>")[0])
    assert set(boot) == {"shared"}
    assert {name: boot["shared"][name] for name in asked} == asked
    assert "not-for-you" not in page.text
    assert build not in page.text
    assert "Somebody’s build" in page.text
    assert (page.headers["X-Robots-Tag"], "no-store" in page.headers["Cache-Control"]) == ("noindex", True)


def test_looking_makes_no_guest_and_the_owner_is_told_whose_it_is(caller: Browser, visitor: Client) -> None:
    operation = running(caller.learner)
    page = shared(caller, operation).removeprefix("/api")
    before = Learner.objects.count()
    visitor.get(page)
    assert Learner.objects.count() == before
    assert "Your build, as others see it" in caller.get(page).text
    assert f'"shared": "{page}"' in caller.get(f"/builds/{operation.pk}").text
