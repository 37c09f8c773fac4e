"""Debian's Chromium, headless, at the running site."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.site import Site
from tests.size import size

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
BUILD_MS = 60_000
LOOKS = [("light", 1280), ("dark", 360), ("light", 360), ("dark", 1280)]
in_its_looks = pytest.mark.parametrize(("scheme", "width"), LOOKS[: size(2, 4)])
"""Both schemes and both widths; with PROVE=1 each with each."""


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu", "--disable-quic", *QUIET]}


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A new guest's page, on which no script may fail and no rule of the security policy be broken."""
    context = browser.new_context(base_url=site.url)
    page, faults = context.new_page(), list[str]()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [fault for fault in faults if not re.search(r"status of 4\d\d", fault)] == []


class Bench:
    """The page with which a guest builds, in the words a guest reads."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def write(self, dockerfile: str) -> None:
        self.page.get_by_role("textbox", name="Dockerfile").fill(dockerfile)

    def press_build(self) -> None:
        self.page.get_by_role("button", name="Build", exact=True).click()

    def build(self, outcome: str = "Image built") -> None:
        """Press Build and wait until the page says `outcome` about this build, not about the last."""
        before = self.page.url
        self.press_build()
        expect(self.page).not_to_have_url(before, timeout=BUILD_MS)
        expect(self.page.get_by_role("heading", name=outcome)).to_be_visible(timeout=BUILD_MS)

    @property
    def steps(self) -> Locator:
        return self.page.locator("li", has=self.page.locator("code")).filter(has_text=re.compile(r"line \d+"))

    def verdicts(self) -> list[str]:
        """What is said of each RUN, COPY, ADD and WORKDIR, in order."""
        words = re.compile(r"(RUN|COPY|ADD|WORKDIR)\b.*?\b(built|cached|failed|running|pending)\b", re.DOTALL)
        matches = [words.search(text) for text in self.steps.all_inner_texts()]
        return [match.group(2) for match in matches if match]


@pytest.fixture
def bench(page: Page) -> Bench:
    page.goto("/sandbox")
    return Bench(page)


def axe_findings(page: Page) -> str:
    """What axe-core has to say against the page; empty where that is nothing."""
    found = Axe().run(page).response["violations"]
    return "\n".join(
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}" for one in found
    )
