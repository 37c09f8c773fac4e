"""Signing up in a browser, and what only the site's operator can do."""

import os
import subprocess
import sys
import uuid

from playwright.sync_api import Page, expect

from tests.accounts.people import PASSWORD
from tests.browser.conftest import axe_findings
from tests.site import ROOT, Site


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
