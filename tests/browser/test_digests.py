"""The digests of a layer, computed in the browser from the bytes that the engine stores."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings
from tests.browser.test_shared import share

pytestmark = [pytest.mark.engine, pytest.mark.browser]

THREE = "FROM lab/base\nRUN echo hello > /greeting\nRUN echo more > /more\nLABEL a=b\n"
ALL = "5 of 5 digests computed here are what the engine recorded."
OPEN = "Digests of the selected sheet, computed here"


@pytest.fixture
def built(bench: Bench) -> Bench:
    bench.write(THREE)
    bench.build()
    return bench


def compute(page: Page) -> None:
    page.get_by_text(OPEN).click()
    page.get_by_role("button", name="Fetch it and compute").press("Enter")
    expect(page.get_by_text(ALL).first).to_be_visible(timeout=BUILD_MS)


def changes(page: Page) -> dict[str, bool]:
    items = page.get_by_role("list", name="What changes with the byte").get_by_role("listitem")
    expect(items.first).to_be_visible()
    return {
        item.locator("span").inner_text(): item.get_attribute("data-changed") == "true"
        for item in items.all()
    }


def test_a_byte_changed_in_a_file_renames_what_stands_on_it(built: Bench, page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Sheet 1 of 3, RUN")).click()
    compute(page)
    for name in ("Blob digest", "diffID", "chainID", "Config digest, the image ID", "Manifest digest"):
        item = page.locator(".proofs li").filter(has=page.get_by_role("heading", name=name, exact=True))
        recorded, here = item.locator("dd code").nth(0), item.locator("dd code").nth(1)
        assert recorded.inner_text() == here.inner_text()
        expect(item).to_contain_text("✓ the same")
    expect(page.get_by_role("status").filter(has_text=ALL)).to_have_count(1)
    page.get_by_role("button", name="Change it and compute again").click()
    expect(page.locator(".flipped")).to_contain_text(
        "/greeting, byte 0 of its content: 0x68 “h” is now 0x69 “i”"
    )
    assert changes(page) == {
        "diffID of this layer": True,
        "Blob digest, compressed anew here": True,
        "chainID of layer 1": False,
        "chainID of this layer": True,
        "chainID of layer 3": True,
        "Config digest, the image ID": True,
        "Manifest digest": True,
    }
    assert axe_findings(page) == ""


def test_a_byte_changed_on_the_way_is_seen_by_whoever_pulls(built: Bench, page: Page) -> None:
    compute(page)
    page.get_by_label("in the blob, as if on its way").check()
    page.get_by_label("Which byte, from 0").fill("30")
    page.get_by_label("Which byte, from 0").press("Enter")
    found = changes(page)
    assert found["Blob digest"]
    assert not found["Manifest digest"]
    expect(page.locator(".flipped")).to_contain_text("throws it away")


def test_another_sheet_is_another_layer_and_settings_have_none(built: Bench, page: Page) -> None:
    compute(page)
    page.get_by_role("button", name=re.compile("^Sheet 1 of 3, RUN")).click()
    expect(page.get_by_text("Layer 2 of 3, ")).to_be_visible()
    expect(page.get_by_text(ALL).and_(page.locator(".verdict"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Step 3 of 3, LABEL")).click()
    expect(page.get_by_text("This step made no layer, so there is nothing to hash.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_strangers_narrow_page(
    built: Bench, page: Page, browser: Browser, scheme: str
) -> None:
    link = share(page)
    context = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 800})  # type: ignore[arg-type]
    stranger = context.new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    compute(stranger)
    stranger.get_by_role("button", name="Change it and compute again").click()
    assert changes(stranger)["diffID of this layer"]
    assert axe_findings(stranger) == ""
    assert stranger.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()
