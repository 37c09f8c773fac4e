import gzip
from collections import Counter

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from builds import access, exchange, log
from builds.events import FileCounts, LayerRecorded
from builds.models import LayerListing, Operation
from builds.oci.listing import Change, pack
from tests.api.callers import Browser, problem_of
from tests.builds.operations import running
from tests.recordings import HERE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
DIGEST = "sha256:" + "d" * 64
CHAIN = "sha256:" + "c" * 64


def change(path: str, kind: str = "file") -> Change:
    return Change(path, "added", kind, 0o644, 0, 0, 3, 1_700_000_000, None)


@pytest.fixture
def built(caller: Browser) -> Operation:
    """A build with one layer that holds a folder and 1,500 files."""
    changes = sorted(
        [change("etc", "directory"), *(change(f"etc/{n:04}") for n in range(1500)), change("usr")],
        key=lambda one: one.path,
    )
    LayerListing.objects.create(
        chain_id=CHAIN,
        diff_id=DIGEST,
        unpacked_size=1,
        empty=False,
        added=1502,
        changed=0,
        deleted=0,
        packed=pack(changes),
    )
    operation = running(caller.learner)
    media_type = "application/vnd.oci.image.layer.v1.tar+gzip"
    layer = LayerRecorded(0, None, DIGEST, DIGEST, CHAIN, media_type, 5, 1, False, FileCounts(1502, 0, 0))
    log.append(operation.pk, operation.claim, [layer])
    return operation


@pytest.mark.parametrize("resource", ["builds", "operations"])
def test_files_come_in_pages_that_join_without_gap(caller: Browser, built: Operation, resource: str) -> None:
    base = f"/api/{resource}/{built.pk}/layers/0/files"
    first = caller.get(base).json()
    second = caller.get(base, {"after": first["next"]}).json()
    paths = [item["path"] for item in first["items"] + second["items"]]
    assert (len(first["items"]), second["next"]) == (1000, None)
    assert paths == ["etc", *(f"etc/{n:04}" for n in range(1500)), "usr"]
    assert first["items"][1] == {
        "path": "etc/0000", "change": "added", "type": "file", "mode": 0o644,
        "uid": 0, "gid": 0, "size": 3, "mtime": 1_700_000_000, "target": None,
        "what": [], "opaque": False, "whiteout": False, "device": None, "content": None,
    }  # fmt: skip


def test_layers_left_behind_have_their_files_for_their_owner_and_by_a_share(
    caller: Browser, visitor: Client
) -> None:
    """Of a recorded build of two stages, of which one stays behind."""
    operation = exchange.keep(caller.learner, (HERE / "unused-stage.json").read_bytes())
    place, share = f"/api/builds/{operation.pk}", access.share(operation).pk
    (stage,) = caller.get(place).json()["stages"]
    for layer in stage["layers"]:
        path = f"stages/{stage['stage']}/layers/{layer['index']}/files"
        items = caller.get(f"{place}/{path}").json()["items"]
        counts = Counter(item["change"] for item in items)
        told = {
            kind: number for kind, number in layer["files"].items() if kind in ("added", "deleted") and number
        }
        assert {kind: counts[kind] for kind in told} == told
        assert visitor.get(f"/api/shared/{share}/{path}").json()["items"] == items
    last = stage["layers"][-1]["index"]
    named = caller.get(f"{place}/stages/{stage['stage']}/layers/{last}/files").json()["items"]
    assert "src/program" in [item["path"] for item in named]
    for absent in (f"stages/{stage['stage']}/layers/{last + 1}/files", f"stages/7/layers/{last}/files"):
        problem_of(caller.get(f"{place}/{absent}"), 404)
        problem_of(visitor.get(f"/api/shared/{share}/{absent}"), 404)


def test_a_page_may_be_larger_or_smaller_and_joins_without_gap(caller: Browser, built: Operation) -> None:
    base = f"/api/builds/{built.pk}/layers/0/files"
    whole = caller.get(base, {"limit": 20_000}).json()
    assert (len(whole["items"]), whole["next"]) == (1502, None)
    items: list[object] = []
    after: str | None = ""
    while after is not None:
        page = caller.get(base, {"limit": "700", "after": after}).json()
        assert len(page["items"]) <= 700
        items += page["items"]
        after = page["next"]
    assert items == whole["items"]


@pytest.mark.parametrize("limit", [0, -1, 20_001, 10**30, "many", ""])
def test_a_page_of_no_size_or_of_all_at_once_is_refused(
    caller: Browser, built: Operation, limit: int | str
) -> None:
    problem = problem_of(caller.get(f"/api/builds/{built.pk}/layers/0/files", {"limit": limit}), 422)
    assert "limit" in str(problem)


def test_a_listing_is_compressed_for_who_takes_that(caller: Browser, built: Operation) -> None:
    base = f"/api/builds/{built.pk}/layers/0/files"
    plain, packed = caller.get(base), caller.get(base, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 10


def test_files_can_be_asked_for_by_prefix(caller: Browser, built: Operation) -> None:
    answer = caller.get(f"/api/builds/{built.pk}/layers/0/files", {"prefix": "etc/149"}).json()
    assert [item["path"] for item in answer["items"]] == [f"etc/149{n}" for n in range(10)]
    assert answer["next"] is None


@pytest.mark.parametrize("resource", ["builds", "operations"])
def test_the_merged_view_has_pages_and_prefixes_too(caller: Browser, built: Operation, resource: str) -> None:
    base = f"/api/{resource}/{built.pk}/files"
    first = caller.get(base).json()
    second = caller.get(base, {"after": first["next"]}).json()
    assert len({item["path"] for item in first["items"] + second["items"]}) == 1502
    assert second["next"] is None
    [usr] = caller.get(base, {"prefix": "us"}).json()["items"]
    assert (usr["path"], usr["layer"], usr["hides"], usr["gone"]) == ("usr", 0, [], None)
    assert caller.get(base, {"prefix": "etc/149"}).json()["items"][0]["path"] == "etc/1490"


@pytest.mark.parametrize("resource", ["builds", "operations", "shared"])
def test_what_is_stored_in_vain_is_told(caller: Browser, built: Operation, resource: str) -> None:
    name = access.share(built).pk if resource == "shared" else built.pk
    waste = caller.get(f"/api/{resource}/{name}/waste").json()
    assert caller.get(f"/api/{resource}/{name}/files", {"prefix": "us"}).json()["items"][0]["path"] == "usr"
    assert waste == {"size": 1502 * 3, "wasted_bytes": 0, "efficiency": 1.0, "paths": []}


@pytest.mark.parametrize("resource", ["builds", "operations"])
def test_a_layer_that_is_not_there_is_named(caller: Browser, built: Operation, resource: str) -> None:
    for what in ("files", "blob"):
        absent = caller.get(f"/api/{resource}/{built.pk}/layers/7/{what}")
        assert "layer 7" in problem_of(absent, 404)["detail"]
        theirs = caller.get(f"/api/{resource}/{running().pk}/layers/0/{what}")
        assert "You have no" in problem_of(theirs, 404)["detail"]


def test_a_blob_without_an_engine_service_is_unavailable(
    caller: Browser, built: Operation, settings: Settings
) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    body = problem_of(caller.get(f"/api/builds/{built.pk}/layers/0/blob"), 503)
    assert "/nonexistent" not in body["detail"]
