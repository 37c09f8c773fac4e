"""An exercise from nothing to published, in a browser and on a real engine."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import in_its_looks
from tests.browser.doors import a_name, check_look, manage, sign_up
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]


def begin(page: Page, site: Site) -> str:
    """A new exercise's id; its page is open."""
    name, slug = a_name("ada"), a_name("lab").lower().replace("_", "-").replace(" ", "-")
    sign_up(page, name)
    manage(site, "set_role", name, "instructor")
    page.goto("/exercises")
    page.get_by_label("Its id").fill(slug)
    page.get_by_role("button", name="Begin", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=slug)).to_be_visible()
    return slug


@in_its_looks
def test_the_pages_on_which_exercises_are_written_fit_and_can_be_used_by_everybody(
    page: Page, site: Site, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    begin(page, site)
    check_look(page)
    page.get_by_label("Front matter").fill("id: [")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_look(page)


def test_an_exercise_is_written_proven_published_and_found(page: Page, site: Site, browser: Browser) -> None:
    slug = begin(page, site)
    page.get_by_label("Text (Markdown)").fill("Now *this* is new.\n\n## Then\n\nMore.\n")
    expect(page.locator("markdown-preview em")).to_have_text("this")
    page.get_by_role("button", name="Save and prove").click()
    expect(page.get_by_text("All that it promises holds.")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("first: elsewhere is wrong")).to_be_visible()
    page.get_by_role("button", name="Save and publish").click()
    with browser.new_context(base_url=site.url) as context:
        learner = context.new_page()
        learner.goto(f"/labs/{slug}")
        expect(learner.get_by_text("Now this is new.")).to_be_visible()
