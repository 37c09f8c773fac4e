"""What a phone's width leaves of the start page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import axe_findings

pytestmark = [pytest.mark.engine, pytest.mark.browser]


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/")
    return page


def test_the_ways_through_the_site_stand_in_one_row_that_keys_scroll(phone: Page) -> None:
    links = phone.get_by_role("navigation", name="Site").get_by_role("link")
    tops = {round(box["y"]) for link in links.all() if (box := link.bounding_box())}
    assert len(tops) == 1
    links.last.focus()
    expect(links.last).to_be_in_viewport(ratio=1)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_map_of_the_course_opens_at_the_next_step_and_folds_the_others(phone: Page) -> None:
    steps = phone.locator(".course-step")
    expect(phone.locator("[data-next] a")).to_be_visible()
    expect(steps.nth(2).get_by_role("link")).to_have_count(0)
    assert axe_findings(phone) == ""
    steps.nth(2).locator("summary").click()
    expect(steps.nth(2).get_by_role("link").first).to_be_visible()
    phone.set_viewport_size({"width": 1280, "height": 800})
    phone.reload()
    expect(steps.last.get_by_role("link").first).to_be_visible()
