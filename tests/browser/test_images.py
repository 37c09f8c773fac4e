"""A guest looks into an image of their own, in a real browser."""

import re
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.archives import gz, oci, saved, tar_of
from tests.browser.conftest import BUILD_MS, axe_findings

pytestmark = [pytest.mark.engine, pytest.mark.browser]

BASE = tar_of({"bin/sh": b"x" * 2000, "etc/a": b"one"})
TOP = tar_of({"etc/a": b"two!", "bin/.wh.sh": b""})
ARCHIVE = "Archive of an image"


def send(page: Page, name: str, archive: bytes) -> None:
    file = FilePayload(name=name, mimeType="application/x-tar", buffer=archive)
    page.get_by_label(ARCHIVE, exact=True).set_input_files([file])
    page.get_by_role("button", name="Look inside").click()


@pytest.mark.parametrize("width", [360, 1280])
def test_an_image_is_brought_looked_at_and_deleted(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/sandbox")
    page.get_by_role("link", name="Images").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert axe_findings(page) == ""
    send(page, "app.tar", oci(BASE, TOP, name="my/app:1"))
    expect(page.get_by_role("heading", level=1, name="my/app:1")).to_be_visible(timeout=BUILD_MS)
    expect(page.get_by_role("heading", name="Image read")).to_be_visible()
    sheets = page.locator("layer-stack button.sheet")
    expect(sheets).to_have_count(2)
    expect(sheets.first).to_have_accessible_name(re.compile(r"^Sheet 1 of 1, layer [0-9a-f]{12}, read, "))
    expect(page.get_by_role("button", name="Share this image")).to_be_visible()
    sheets.first.click()
    panel = page.get_by_role("region", name="Selected sheet")
    expect(panel).to_contain_text("1 whited out")
    expect(panel).to_contain_text("/bin/sh")
    expect(panel).to_contain_text("remains in sheet 0")
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Build", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Play")).to_have_count(0)
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.reload()
    expect(sheets).to_have_count(2)
    page.get_by_role("link", name="Bring another image").click()
    delete = page.get_by_role("button", name="Delete my/app:1")
    delete.click()
    expect(page.get_by_role("button", name="Keep")).to_be_focused()
    assert axe_findings(page) == ""
    page.keyboard.press("Escape")
    expect(delete).to_be_focused()
    delete.click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("my/app:1 is deleted.")).to_be_focused()
    assert axe_findings(page) == ""
    page.reload()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_a_long_listing_comes_whole(page: Page) -> None:
    """More than a page of it, so that a worker fetches the rest."""
    page.goto("/images")
    files = {f"srv/part{number // 100:02}/{number % 100:02}": b"x" for number in range(2345)}
    send(page, "many.tar", oci(tar_of(files)))
    panel = page.get_by_role("region", name="Selected sheet")
    expect(panel).to_contain_text("the largest 6 of 2,345", timeout=BUILD_MS)
    page.get_by_role("button", name="Open this sheet").click()
    page.get_by_role("searchbox").fill("part23/44")
    expect(page.get_by_role("treegrid").get_by_text("44", exact=True)).to_be_visible()


def test_several_images_of_one_archive_are_listed(page: Page) -> None:
    page.goto("/images")
    send(page, "two.tar", saved([BASE], [BASE, TOP]))
    expect(page.locator(".image-list li")).to_have_count(2, timeout=BUILD_MS)
    page.locator(".image-list a").first.click()
    expect(page.get_by_role("heading", name="Image read")).to_be_visible(timeout=BUILD_MS)


def test_what_cannot_be_read_says_why_and_lets_one_try_again(page: Page, tmp_path: Path) -> None:
    page.goto("/images")
    field, fault = page.get_by_label(ARCHIVE, exact=True), page.get_by_role("alert")
    page.get_by_role("button", name="Look inside").click()
    expect(fault).to_have_text("Choose an archive first.")
    expect(field).to_be_focused()
    send(page, "packed.tar", gz(oci(BASE)))
    expect(fault).to_contain_text("compressed as a whole", timeout=BUILD_MS)
    assert axe_findings(page) == ""
    large = tmp_path / "large.tar"
    with large.open("wb") as file:
        file.truncate(64_000_001)
    field.set_input_files(large)
    page.get_by_role("button", name="Look inside").click()
    expect(fault).to_have_text(re.compile("large.tar has .*; the limit is 64 MB"))
    send(page, "app.tar", oci(BASE, name="my/app:2"))
    expect(page.get_by_role("heading", level=1, name="my/app:2")).to_be_visible(timeout=BUILD_MS)


def test_how_far_it_is_can_be_seen_and_it_can_be_given_up(page: Page) -> None:
    page.goto("/images")
    session = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 100_000}
    session.send("Network.emulateNetworkConditions", slow)
    send(page, "app.tar", oci(tar_of({"x": Random(1).randbytes(1_000_000)}), name="my/app:3"))
    expect(page.get_by_role("progressbar", name="Archive sent")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Sending: .* of 1(\.\d)? MB"))).to_be_visible(timeout=BUILD_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled. Nothing is kept.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
