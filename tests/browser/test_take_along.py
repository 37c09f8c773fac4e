"""What one takes along of a build: a link to what is shown, a table as text, a picture, paper."""

import re
import struct
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings
from tests.browser.test_shared import share

pytestmark = [pytest.mark.engine, pytest.mark.browser]

THREE = "FROM lab/base\nRUN echo one > /one\nCOPY hello.txt /hello.txt\n"


@pytest.fixture
def built(bench: Bench, page: Page) -> Bench:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    bench.write(THREE)
    bench.build()
    return bench


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("^Copied:"))).to_be_visible()
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_leads_back_to_the_moment_and_the_sheet(built: Bench, page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Sheet 1 of 2, RUN")).click()
    moment = page.get_by_role("slider", name="Moment of the build")
    moment.press("Home")
    for _ in range(2):
        moment.press("PageUp")
    words = str(moment.get_attribute("aria-valuetext"))
    link = copied(page, "Copy a link to this")
    assert re.fullmatch(r"http://[^/]+/builds/[0-9a-f-]{36}#at=\d+&sheet=1", link)
    expect(page.get_by_text("Only you can open it")).to_be_visible()
    page.goto("/sandbox")
    page.goto(link)
    expect(page.get_by_role("slider", name="Moment of the build")).to_have_attribute(
        "aria-valuetext", words, timeout=BUILD_MS
    )
    expect(page.locator("layer-stack [aria-current]")).to_contain_text("RUN echo one")
    shared = share(page)
    assert copied(page, "Copy a link to this").startswith(shared.partition("#")[0])
    expect(page.get_by_text("Only you can open it")).to_have_count(0)


def test_the_steps_are_copied_as_a_markdown_table(built: Bench, page: Page) -> None:
    lines = copied(page, "Copy as text").splitlines()
    assert lines[0].startswith("Image built: ")
    assert lines[2].startswith("| Step | Line | Instruction | State |")
    rows = [line.split(" | ") for line in lines[4:]]
    assert [row[2] for row in rows] == [
        "`FROM lab/base`",
        "`RUN echo one > /one`",
        "`COPY hello.txt /hello.txt`",
    ]
    assert [row[3] for row in rows] == ["base", "built", "built"]


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_shown_is_saved_as_a_picture(built: Bench, page: Page, width: int, tmp_path: Path) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG").click()
    assert re.fullmatch(r"layerlab-[0-9a-f]{8}\.png", saved.value.suggested_filename)
    saved.value.save_as(tmp_path / "stack.png")
    png = (tmp_path / "stack.png").read_bytes()
    assert png.startswith(b"\x89PNG")
    pixels = struct.unpack(">II", png[16:24])
    shown = page.locator("layer-stack .main").bounding_box()
    assert shown
    assert pixels[0] >= 2 * shown["width"]
    assert pixels[1] >= 2 * shown["height"]
    assert len(png) > 20_000
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_paper_shows_the_stack_and_the_list_and_no_controls(built: Bench, page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator("layer-stack .stage")).to_be_visible()
    expect(page.locator("layer-stack li").filter(has_text="RUN echo one")).to_be_visible()
    expect(page.locator("step-list")).to_contain_text("COPY hello.txt")
    for part in ("build-timeline", "share-link", "take-along", "nav", ".actions", "digest-anatomy"):
        expect(page.locator(part).first).to_be_hidden()
    assert page.pdf().startswith(b"%PDF")
