import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from builds.models import LayerListing, Operation
from builds.oci.manifest import chain_ids, digest_of
from tests.api.callers import Browser, bearer, problem_of
from tests.archives import MANIFEST, Layout, config_of, gz, oci, saved, tar_of
from tests.builds.told import tells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
BASE = tar_of({"bin/sh": b"x" * 2000, "etc/a": b"one"})
TOP = tar_of({"etc/a": b"two!", "bin/.wh.sh": b""})


def send(caller: Browser, *archives: bytes, field: str = "archive") -> Any:
    files = [SimpleUploadedFile("../my image.tar", archive) for archive in archives]
    headers = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    return caller.post("/api/images", {field: files}, headers=headers)


def of_type(media_type: str) -> bytes:
    """An archive whose layer says that it is of this media type."""
    layout = Layout()
    config, layer = layout.entry(config_of([BASE]), "application/x"), layout.entry(gz(BASE), media_type)
    manifest = {"mediaType": MANIFEST, "config": config, "layers": [layer]}
    return layout.archive(layout.entry(json.dumps(manifest).encode(), MANIFEST))


def test_an_image_is_looked_at_as_a_build_is(caller: Browser) -> None:
    answer = send(caller, oci(BASE, TOP, name="my/app"))
    assert answer.status_code == 201, answer.content
    state, place = answer.json(), answer.headers["Location"]
    assert place == f"/api/builds/{state['id']}"
    assert caller.get(place).json() | {"images": [state["id"]]} == state
    assert (state["status"], state["steps"], state["image"]["layer_count"]) == ("completed", [], 2)
    assert [layer["digest"] for layer in state["layers"]] == [digest_of(gz(tar)) for tar in (BASE, TOP)]
    assert [layer["chain_id"] for layer in state["layers"]] == chain_ids([digest_of(BASE), digest_of(TOP)])
    assert [layer["step"] for layer in state["layers"]] == [None, None]
    files = caller.get(f"{place}/layers/1/files").json()["items"]
    assert [(file["path"], file["change"]) for file in files] == [("bin/sh", "deleted"), ("etc/a", "changed")]
    merged = caller.get(f"{place}/files", {"prefix": "etc/"}).json()["items"]
    assert [(file["path"], file["layer"], file["hides"]) for file in merged] == [("etc/a", 1, [0])]
    assert caller.get(f"{place}/waste").json()["wasted_bytes"] == 2007
    assert "not kept" in problem_of(caller.get(f"{place}/layers/0/blob"), 410)["detail"]
    assert caller.get(f"{place}/events").content.count(b"\n") == state["last_seq"]
    assert caller.get(f"/builds/{state['id']}").status_code == 200
    assert caller.get(f"/operations/{state['id']}").status_code == 302


def test_every_image_of_an_archive_is_kept(caller: Browser) -> None:
    ids = send(caller, saved([BASE], [BASE, TOP])).json()["images"]
    counts = [len(caller.get(f"/api/builds/{image}").json()["layers"]) for image in ids]
    assert counts == [1, 2]
    compared = caller.get(f"/api/builds/{ids[0]}/compare/{ids[1]}")
    assert compared.status_code == 200, compared.content


def test_a_program_with_a_token_sends_images_too_and_no_engine_is_needed(
    caller: Browser, settings: Settings
) -> None:
    settings.ENGINE_REASON, settings.ENGINE_SOCKET = "no user namespaces", "/nonexistent"
    file = SimpleUploadedFile("a.tar", oci(BASE))
    answer = caller.post("/api/images", {"any": file}, headers=bearer(caller.learner))
    assert answer.status_code == 201


@pytest.mark.parametrize("archive", [oci(BASE, TOP), saved([BASE, TOP])], ids=["oci", "old"])
def test_an_image_is_exported_and_imported_as_a_recording(caller: Browser, archive: bytes) -> None:
    content = caller.get(f"{send(caller, archive).headers['Location']}/recording").content
    again = caller.send("/api/recordings", content)
    assert again.status_code == 201, again.content
    assert len(again.json()["layers"]) == 2


def test_an_image_belongs_to_who_sent_it_and_can_be_deleted(caller: Browser) -> None:
    image = send(caller, oci(BASE)).json()["id"]
    assert Browser().get(f"/api/builds/{image}").status_code == 404
    headers = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    assert caller.delete(f"/api/images/{image}", headers=headers).status_code == 204
    problem_of(caller.get(f"/api/builds/{image}"), 404)
    problem_of(caller.delete(f"/api/images/{image}", headers=headers), 404)


# -- attacks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("archive", "detail"),
    [
        (b"junk", "expected a tar archive"),
        (gz(oci(BASE)), "compressed as a whole"),
        (tar_of({"../../etc/passwd": b"x", "index.json": "/etc/hostname"}), "neither is there"),
        (saved(*[[BASE]] * 11), "at most 10 images"),
        (oci(tar_of({"x": bytes(3_000_000)})), "unpacked; the limit is 1000000. "),
        (oci(tar_of({str(number): b"" for number in range(60)})), "the limit is 50. "),
        (oci(BASE, pack=lambda tar: gz(tar)[:-20]), "layer 0: "),
        (of_type("text/html\r\nX: y"), "expected a media type"),
    ],
    ids=["junk", "packed", "a way out", "many images", "a bomb", "many files", "cut off", "no media type"],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(
    caller: Browser, settings: Settings, archive: bytes, detail: str
) -> None:
    settings.IMAGE_UNPACKED_BYTES, settings.IMAGE_FILES = 1_000_000, 50
    assert detail in problem_of(send(caller, archive), 422)["detail"]
    assert not Operation.objects.exists()
    assert not LayerListing.objects.exists()


def test_an_archive_beyond_the_limit_is_refused(caller: Browser, settings: Settings) -> None:
    settings.IMAGE_BYTES = 2000
    body = problem_of(send(caller, oci(BASE)), 413)
    assert (body["limit"], body["value"]) == ("image_bytes", 2000)
    tells(body["detail"], "image_bytes", 2000, "archive")


def test_a_learner_keeps_no_more_than_may_be(caller: Browser, settings: Settings) -> None:
    settings.IMAGES_KEPT = 2
    assert send(caller, oci(BASE)).status_code == 201
    body = problem_of(send(caller, saved([BASE], [TOP])), 422)
    assert (body["limit"], body["value"]) == ("images_kept", 2)
    assert send(caller, oci(BASE)).status_code == 201
    problem_of(send(caller, oci(BASE)), 422)


def test_images_count_among_the_operations_of_a_minute(caller: Browser, settings: Settings) -> None:
    settings.BUILDS_PER_MINUTE = 1
    assert send(caller, oci(BASE)).status_code == 201
    assert "Retry-After" in problem_headers(send(caller, oci(BASE)))


def problem_headers(answer: Any) -> Any:
    problem_of(answer, 429)
    return answer.headers


def test_what_is_no_form_with_one_file_is_refused(caller: Browser) -> None:
    assert "application/json came" in problem_of(caller.send("/api/images", {}), 422)["detail"]
    assert "0 came" in problem_of(send(caller), 422)["detail"]
    assert "2 came" in problem_of(send(caller, b"a", b"b"), 422)["detail"]
    headers = {"X-CSRFToken": caller.cookies["csrftoken"].value}
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        answer = caller.post("/api/images", b"--y\r\nnonsense", content_type=kind, headers=headers)
        assert answer.status_code in (400, 422)
    anonymous = Browser()
    anonymous.cookies.clear()
    file = SimpleUploadedFile("a.tar", oci(BASE))
    problem_of(anonymous.post("/api/images", {"archive": file}), 401)
