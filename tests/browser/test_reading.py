"""The course's frame in a real browser: on a phone, in the dark, and on paper."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from labs.pages import pages
from tests.browser.conftest import axe_findings, in_its_looks
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]
READ = ["/takeaways", "/glossary", *(page.url for page in pages())]


@in_its_looks
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, site: Site, scheme: Any, width: int
) -> None:
    with browser.new_context(
        base_url=site.url, color_scheme=scheme, viewport={"width": width, "height": 800}
    ) as context:
        page = context.new_page()
        for path in READ:
            page.goto(path)
            assert axe_findings(page) == "", path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_map_leads_to_a_page_whose_words_lead_to_the_glossary(browser: Browser, site: Site) -> None:
    with browser.new_context(base_url=site.url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name=pages()[1].front.title).click()
        page.locator(".prose").get_by_role("link", name="layers", exact=True).click()
        expect(page.locator("#layer")).to_be_in_viewport()
        page.locator("#layer").get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(pages()[1].front.title)


def test_the_takeaways_fit_one_sheet_of_paper(browser: Browser, site: Site) -> None:
    with browser.new_context(base_url=site.url) as context:
        page = context.new_page()
        page.goto("/takeaways")
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
