"""Accounts and classes as somebody meets them in a browser, on a real engine."""

import os
import subprocess
import sys
import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accounts.people import PASSWORD
from tests.browser.conftest import axe_findings, in_its_looks
from tests.site import ROOT, Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]
PAGES = ("", "/sign-up", "/log-in", "/forgotten", "/password", "/mail", "/delete")


def manage(site: Site, *words: str) -> None:
    """As the site's operator."""
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"VAR_DIR": str(site.var)}, check=True, timeout=60)


def sign_up(page: Page, name: str) -> None:
    page.goto("/account/sign-up")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def a_name(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def check_look(page: Page) -> None:
    """Nothing sticks out at the side, and axe finds nothing."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    assert axe_findings(page) == "", page.url


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


@in_its_looks
def test_a_class_is_prepared_joined_and_watched(
    browser: Browser, site: Site, page: Page, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    teacher = a_name("teacher")
    sign_up(page, teacher)
    manage(site, "set_role", teacher, "instructor")
    page.goto("/account")
    page.get_by_role("link", name="Your classes").click()
    page.get_by_label("What is it called?").fill("Monday")
    check_look(page)
    page.goto("/classes/plans/7")
    check_look(page)
    page.go_back()
    page.get_by_label("What is it called?").fill("Monday")
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_text("Nobody has joined yet")).to_be_visible()
    check_look(page)
    link = page.get_by_role("link", name="/join/").get_attribute("href") or ""
    for nickname in ("Ada", "Bob", "Eve"):
        with browser.new_context(base_url=site.url, color_scheme=scheme) as context:
            learner = context.new_page()
            learner.set_viewport_size({"width": width, "height": 800})
            learner.goto(link)
            check_look(learner)
            learner.get_by_label("Your nickname").fill(nickname)
            learner.get_by_role("button", name="Join").click()
            expect(learner.get_by_text(f"You are in, as {nickname}")).to_be_visible()
            check_look(learner)
    for nickname in ("Ada", "Bob", "Eve"):
        expect(page.get_by_role("rowheader", name=nickname)).to_be_visible(timeout=15_000)
    check_look(page)
    page.get_by_role("button", name="Dismiss Eve").click()
    expect(page.get_by_role("rowheader", name="Eve")).to_have_count(0)


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
