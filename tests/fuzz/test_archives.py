"""Archives of images, fuzzed: listed, or refused in words, in bounded memory, and nothing stays on disk."""

import base64
import contextlib
import gzip
import io
from collections.abc import Mapping
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builds.consistency import check_listings, check_log
from builds.imports import checked, kept_events
from builds.oci.archive import Archive
from builds.oci.compression import LayerInvalid
from builds.oci.inspection import Budget, read_images
from builds.oci.manifest import ImageInvalid
from tests.archives import gz, oci, tar_of
from tests.figures import fuzzed as noted
from tests.figures import note
from tests.fuzz.archives import BASE, archives, tars
from tests.fuzz.traces import memory
from tests.site import Guest, Site
from tests.size import FULL, size

pytestmark = [
    pytest.mark.engine,
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]
READ, SENT, ADDED = size(100, 5000), size(10, 600), size(3, 60)
GROWTH = 220
"""MiB that the site may take more for one archive of 64 MiB or a bomb within it."""
FUZZ = settings(
    max_examples=READ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)


@FUZZ
@given(archives)
def test_any_archive_is_read_as_one_that_can_be_recorded_or_refused_in_words(archive: bytes) -> None:
    with contextlib.suppress(ImageInvalid, LayerInvalid):
        for image in read_images(Archive(io.BytesIO(archive)), Budget(2**28, 10_000)):
            layers = check_log(checked(list(kept_events(image, 1.0, 2.0))))
            check_listings(layers, {layer.stored.chain_id: layer.listed.packed for layer in image.layers})


@pytest.mark.usefixtures("unharmed")
def test_any_archive_sent_is_kept_whole_or_refused(fuzzed: Site, owner: Guest) -> None:
    before, kept = memory(fuzzed, "web"), 0

    @settings(FUZZ, max_examples=SENT)
    @given(archives, st.text(max_size=20))
    def fuzz(archive: bytes, name: str) -> None:
        nonlocal kept
        answer = send(owner, archive, name)
        assert answer.status_code in (201, 422), answer.text
        if answer.status_code == 201:
            kept += 1
            _can_be_looked_at(owner, answer.json())
        else:
            assert answer.json()["detail"]

    fuzz()
    noted("archives of images, sent", SENT)
    note("Archives of images: read; sent", f"{READ:,}; {SENT:,}, of which {kept} could be read")
    assert memory(fuzzed, "web") - before < GROWTH


def _can_be_looked_at(owner: Guest, state: Mapping[str, Any]) -> None:
    """Every page of it; and its recording can be kept."""
    for layer in range(len(state["layers"])):
        assert owner.get(f"/api/builds/{state['id']}/layers/{layer}/files").status_code == 200
    for image in state["images"]:
        assert owner.get(f"/api/builds/{image}/files").status_code == 200
        assert owner.get(f"/api/builds/{image}/waste").status_code == 200
        recording = owner.get(f"/api/builds/{image}/recording")
        assert recording.status_code == 200
        again = owner.send("POST", "/api/recordings", data=recording.content)
        assert again.status_code == 201, again.text
        for path in (f"/api/recordings/{again.json()['id']}", f"/api/images/{image}"):
            assert owner.send("DELETE", path).status_code == 204


@pytest.mark.usefixtures("unharmed")
@pytest.mark.parametrize("kind", ["bomb", "plain"])
def test_the_largest_archive_takes_bounded_memory(fuzzed: Site, owner: Guest, kind: str) -> None:
    before = memory(fuzzed, "web")
    if kind == "bomb":
        answer = send(owner, oci(BASE, pack=lambda tar: gz(tar) + gz(bytes(2**20)) * 1025), kind)
        assert (answer.status_code, answer.json()["limit"]) == (422, "image_unpacked_bytes")
    else:
        answer = send(owner, oci(tar_of({"zeros": bytes(60 * 2**20)}), pack=bytes), kind)
        assert answer.status_code == 201, answer.text
        owner.send("DELETE", f"/api/images/{answer.json()['id']}")
    grown = memory(fuzzed, "web") - before
    note(f"Archives of images: memory for the largest, {kind}", f"{grown} MiB more")
    assert grown < GROWTH


@pytest.mark.usefixtures("unharmed")
def test_any_archive_that_is_added_is_unpacked_or_the_step_fails(owner: Guest) -> None:
    """By the engine, in its jail: what the layer then holds is recorded like any other."""
    ended: list[str] = []

    @settings(FUZZ, max_examples=ADDED)
    @given(tars, st.sampled_from([gzip.compress, bytes]))
    def fuzz(tar: bytes, pack: Any) -> None:

        files = {"a.tar": {"base64": base64.b64encode(pack(tar)).decode()}}
        state = owner.build("FROM scratch\nADD a.tar /x/\n", files=files)
        ended.append(state["status"])
        assert state["status"] == "completed" or state["error"]["reason"] == "step", state["error"]

    fuzz()
    noted("archives added by a Dockerfile, built", len(ended))
    unpacked = f"{ended.count('completed')} of {len(ended)} unpacked"
    note("Archives added by a Dockerfile, built for real", unpacked)


def send(owner: Guest, archive: bytes, name: str) -> requests.Response:
    return owner.send("POST", "/api/images", files={"archive": (name or "x", archive)})
