"""A guest builds in a real browser, on a real engine."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]

FOUR = """FROM lab/base
RUN echo one > /one
COPY hello.txt /hello.txt
RUN sleep 1; echo two > /two
RUN echo three > /three
"""
SLOW = "FROM lab/base\nRUN for i in 1 2 3 4 5 6; do echo tick $i; sleep 1; done\nRUN echo after\n"


def test_a_guest_builds_twice_then_changes_one_line(bench: Bench) -> None:
    bench.write(FOUR)
    bench.build()
    assert bench.verdicts() == ["built"] * 4
    bench.build()
    assert bench.verdicts() == ["cached"] * 4
    bench.write(FOUR.replace("echo two", "echo zwei"))
    bench.build()
    assert bench.verdicts() == ["cached", "cached", "built", "built"]


def test_reloading_in_the_middle_of_a_build_loses_and_doubles_nothing(bench: Bench, page: Page) -> None:
    bench.write(SLOW)
    bench.press_build()
    expect(bench.steps.filter(has_text="tick").filter(has_text="running")).to_be_visible(timeout=BUILD_MS)
    page.wait_for_timeout(1500)
    page.reload()
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    assert bench.verdicts() == ["built", "built"]
    page.get_by_role("button", name="Log of step 1").click()
    log = page.locator("pre, [role=log]").filter(has_text="tick 1").first.inner_text()
    assert re.findall(r"tick (\d)", log) == list("123456")


def test_a_running_build_is_cancelled_by_its_button(bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\nRUN sleep 60\n")
    bench.press_build()
    expect(bench.steps.filter(has_text="running")).to_be_visible(timeout=BUILD_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("heading", name=re.compile("cancelled", re.IGNORECASE))).to_be_visible(
        timeout=BUILD_MS
    )


def test_a_failing_line_is_shown_with_the_engines_words(bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\nRUN echo so far so good\nRUN no-such-command\n")
    bench.press_build()
    region = page.get_by_role("region").filter(has_text="exit code: 127")
    expect(region.first).to_be_visible(timeout=BUILD_MS)
    expect(region.first).to_contain_text("3")
    assert bench.verdicts() == ["built", "failed"]


def test_a_draft_survives_a_reload(bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\n# mine\n")
    page.reload()
    expect(page.get_by_role("textbox", name="Dockerfile")).to_have_value("FROM lab/base\n# mine\n")


def test_a_second_guest_cannot_open_the_first_ones_build(bench: Bench, page: Page, browser: Browser) -> None:
    bench.write("FROM lab/base\n")
    bench.build()
    stranger = browser.new_context()
    answer = stranger.new_page().goto(page.url)
    assert answer
    assert answer.status == 404
    stranger.close()


def test_the_whole_page_works_by_keyboard(bench: Bench, page: Page) -> None:
    page.get_by_role("textbox", name="Dockerfile").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Build":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("outcome", ["empty", "built", "failed"])
def test_axe_finds_nothing(new_page: Callable[..., Page], scheme: str, width: int, outcome: str) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto("/sandbox")
    bench = Bench(page)
    if outcome == "built":
        bench.build()
    elif outcome == "failed":
        bench.write("FROM lab/base\nRUN false\n")
        bench.build(outcome="The build failed")
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Callable[..., Page]:
    def open_page(**options: object) -> Page:
        return browser.new_context(base_url=site.url, **options).new_page()  # type: ignore[arg-type]

    return open_page
