"""Accounts as somebody meets them in a browser, on a real engine."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.people import PASSWORD
from tests.browser.conftest import in_its_looks
from tests.browser.doors import a_name, check_look, manage, sign_up
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]
PAGES = ("", "/sign-up", "/log-in", "/forgotten", "/password", "/mail", "/delete")


@in_its_looks
def test_the_pages_of_an_account_fit_and_can_be_used_by_everybody(
    page: Page, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for path in PAGES:
        page.goto(f"/account{path}")
        check_look(page)
    sign_up(page, a_name("ada"))
    for path in ("", "/password", "/mail", "/delete"):
        page.goto(f"/account{path}")
        check_look(page)
    page.goto("/account")
    page.get_by_label("What is it for?").fill("a script")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("It is not shown again")).to_be_visible()
    check_look(page)


def test_a_guests_build_is_there_after_log_in_elsewhere(browser: Browser, site: Site, page: Page) -> None:
    page.goto("/sandbox")
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=60_000)
    build, name = page.url, a_name("ada")
    sign_up(page, name)
    with browser.new_context(base_url=site.url) as context:
        elsewhere = context.new_page()
        elsewhere.goto("/account/log-in")
        elsewhere.get_by_label("Name").fill(name)
        elsewhere.get_by_label("Password").fill(PASSWORD)
        elsewhere.get_by_role("button", name="Log in").click()
        elsewhere.goto(build)
        expect(elsewhere.get_by_role("heading", name="Image built")).to_be_visible()


def test_an_administrator_looks_after_the_site_within_its_own_policy(page: Page, site: Site) -> None:
    name = a_name("root")
    sign_up(page, name)
    manage(site, "set_role", name, "administrator")
    page.goto("/account")
    page.get_by_role("link", name="Look after the site").click()
    expect(page.get_by_role("heading", name="Look after the site")).to_be_visible()
    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text("Active:")).to_be_visible()
