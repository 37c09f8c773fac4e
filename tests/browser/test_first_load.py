"""What a lab's page costs before anybody writes."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.engine, pytest.mark.browser]

SCRIPT_BYTES, FONT_BYTES = 150_000, 80_000
LOADED = (
    "performance.getEntriesByType('resource').map(({ name, decodedBodySize }) => [name, decodedBodySize])"
)


def test_a_lab_loads_little_script_few_fonts_and_no_editor(page: Page) -> None:
    page.goto("/labs/the-build-cache", wait_until="networkidle")
    expect(page.locator("layer-stack")).to_be_visible()
    page.evaluate("document.fonts.ready")
    sizes: dict[str, int] = dict(page.evaluate(LOADED))
    scripts = {name: size for name, size in sizes.items() if name.endswith(".js")}
    fonts = {name: size for name, size in sizes.items() if name.endswith(".woff2")}
    assert 0 < sum(scripts.values()) <= SCRIPT_BYTES, scripts
    assert 0 < sum(fonts.values()) <= FONT_BYTES, fonts
    assert not [name for name in scripts if "editor" in name]
    with page.expect_request(lambda request: "editor" in request.url):
        page.get_by_role("textbox", name="Dockerfile").focus()
