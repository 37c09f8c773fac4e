"""A guest sees two images of their own beside each other, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings

pytestmark = [pytest.mark.engine, pytest.mark.browser]

BEFORE = "FROM lab/base\nRUN echo tools > /tools\nENV A=b\nRUN echo one > /app\nRUN echo top > /top\n"
AFTER = BEFORE.replace("echo one", "echo two")
PAINTED = """() => {
  const canvas = document.querySelector('image-towers').shadowRoot.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_two_builds_share_what_lies_below_the_change(page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/compare")
    expect(page.get_by_text("two are needed")).to_be_visible()
    assert axe_findings(page) == ""
    page.goto("/sandbox")
    bench = Bench(page)
    for dockerfile in (BEFORE, AFTER):
        bench.write(dockerfile)
        bench.build()
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Compare").click()
    words = page.locator("image-comparison")
    expect(words).to_contain_text("2 sheets stored once, used by both", timeout=BUILD_MS)
    expect(words).to_contain_text("command changed: `echo one > /app` → `echo two > /app`")
    levels = page.locator(".level")
    expect(levels).to_have_text(
        [
            re.compile("FROM lab/base.*= same fingerprint", re.DOTALL),
            re.compile("echo tools.*= same fingerprint", re.DOTALL),
            re.compile("First.*echo one.*Second.*echo two.*≠ first difference", re.DOTALL),
            re.compile("First.*echo top.*Second.*echo top.*≠ sits on a different sheet", re.DOTALL),
        ]
    )
    expect(words).not_to_contain_text("ENV")
    page.wait_for_function(f"({PAINTED})() > 50")
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    levels.nth(1).focus()
    page.keyboard.press("Tab")
    expect(levels.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".level[aria-pressed=true]")).to_have_count(1)
    page.reload()
    expect(levels).to_have_count(4)


def test_a_sheet_that_is_pointed_at_is_found_in_the_list(page: Page, bench: Bench) -> None:
    for dockerfile in (BEFORE, AFTER):
        bench.write(dockerfile)
        bench.build()
    page.goto("/compare")
    page.get_by_role("button", name="Compare").click()
    levels = page.locator(".level")
    expect(levels).to_have_count(4)
    canvas = page.locator("image-towers canvas")
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] * 0.7, "y": box["height"] * 0.475})
    expect(levels.last).to_be_focused()


def test_what_is_not_an_image_of_theirs_leaves_the_choice(page: Page) -> None:
    answer = page.goto("/compare?first=nonsense&second=")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("alert")).to_contain_text("You have no image nonsense")
    assert axe_findings(page) == ""
