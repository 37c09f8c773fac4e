"""A guest does something with an image, in a real browser, on a real engine."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def open_form(page: Page, title: str) -> None:
    page.goto("/operations")
    page.locator("summary", has_text=title).click()


def press(page: Page, title: str) -> None:
    page.get_by_role("button", name=title, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Done in", timeout=BUILD_MS)


def test_a_guest_keeps_a_container_looks_into_it_and_tampers_with_its_image(bench: Bench, page: Page) -> None:
    page.goto("/operations")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    assert axe_findings(page) == ""
    page.goto("/sandbox")
    bench.write("FROM lab/base\nRUN echo one > /cfg.txt\n")
    bench.build()
    open_form(page, "Run a container")
    page.get_by_label("Command").filter(visible=True).fill("echo two > /new.txt; echo said")
    page.get_by_label("Keep it").check()
    press(page, "Run a container")
    expect(page.get_by_role("region", name="Output")).to_have_text("said\n")
    expect(page.get_by_role("status")).to_contain_text("exit code 0")
    assert axe_findings(page) == ""
    open_form(page, "List the writable layer")
    press(page, "List the writable layer")
    expect(page.get_by_role("listitem").filter(has_text="added /new.txt, 4 B").first).to_be_visible()
    open_form(page, "Commit a container")
    press(page, "Commit a container")
    expect(page.get_by_role("heading", name="Layers of the image")).to_be_visible()
    expect(page.get_by_text("added /new.txt, 4 B")).to_be_visible()
    assert axe_findings(page) == ""
    open_form(page, "Save, tamper and load")
    page.get_by_label("Layer to change").filter(visible=True).fill("1")
    press(page, "Save, tamper and load")
    expect(page.get_by_text("is not what its digest says")).to_have_count(1)
    page.goto("/operations")
    expect(page.get_by_role("listitem").filter(has_text=re.compile("completed"))).to_have_count(5)
    assert axe_findings(page) == ""


def test_a_wrong_form_says_so_where_it_was_filled(page: Page) -> None:
    open_form(page, "Pull an image")
    page.get_by_label("Name").filter(visible=True).fill("lab/base:latest")
    page.get_by_role("button", name="Pull an image").click()
    expect(page.get_by_role("alert")).to_contain_text("my/app:1")
    expect(page.get_by_label("Name").filter(visible=True)).to_be_visible()
    assert axe_findings(page) == ""


def test_a_running_operation_is_cancelled_by_its_button(bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\n")
    bench.build()
    open_form(page, "Run a container")
    page.get_by_label("Command").filter(visible=True).fill("echo begun; sleep 50")
    page.get_by_role("button", name="Run a container", exact=True).click()
    expect(page.get_by_role("region", name="Output")).to_have_text("begun\n", timeout=BUILD_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_contain_text("It was cancelled", timeout=BUILD_MS)
    expect(page.get_by_role("button", name="Cancel")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_push_is_drawn_layer_by_layer(bench: Bench, page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    bench.write("FROM lab/base\nRUN echo one > /one.txt\n")
    bench.build()
    picture = page.get_by_role("img", name=re.compile("went over the wire"))
    for over, there in ((2, "none was"), (0, "2 layers were")):
        open_form(page, "Push an image")
        page.get_by_label("Name").filter(visible=True).fill("my/app:1")
        press(page, "Push an image")
        name = re.compile(f"From your engine to registry: {over} layers of 2 .*{there} there already")
        expect(page.get_by_role("img", name=name)).to_be_visible()
    assert axe_findings(page) == ""
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
