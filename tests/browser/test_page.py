"""A guest builds in a real browser, on a real engine."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings, in_its_looks
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


def test_a_cached_step_says_why_what_changed_does_not_count(bench: Bench, page: Page) -> None:
    bench.write(FOUR)
    bench.build()
    bench.write(FOUR.replace("RUN echo one", "# Only words.\nRUN   echo one"))
    bench.build()
    assert bench.verdicts() == ["cached"] * 4
    sheet = page.get_by_role("button", name=re.compile(r"^Sheet 1 .*RUN echo one"))
    expect(sheet).to_have_accessible_name(re.compile(r"Cached: .*comment"))
    expect(sheet).to_contain_text("comment")
    sheet.click()
    expect(page.get_by_role("region", name="Selected sheet")).to_contain_text(
        re.compile("cached: .*comment", re.IGNORECASE)
    )


def test_an_engine_is_emptied_once_the_guest_has_confirmed(bench: Bench, page: Page) -> None:
    bench.write(FOUR)
    bench.build()
    empty = page.get_by_role("button", name="Empty my engine")
    empty.click()
    assert axe_findings(page) == ""
    page.get_by_role("button", name="Keep it").click()
    bench.build()
    assert bench.verdicts() == ["cached"] * 4
    empty.click()
    page.get_by_role("button", name="Empty it").click()
    expect(page.get_by_text("The next build starts cold.")).to_be_visible(timeout=BUILD_MS)
    expect(empty).to_be_focused()
    bench.build()
    assert bench.verdicts() == ["built"] * 4


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


def test_the_sandbox_shows_all_facts_or_as_many_as_one_wants(bench: Bench, page: Page) -> None:
    bench.build()
    panel, switch = page.get_by_role("region", name="Selected sheet"), page.get_by_label("Show")
    expect(panel).to_contain_text("chainID")
    switch.select_option(label="2, and files and tape")
    expect(panel).to_contain_text("added")
    expect(panel).not_to_contain_text("chainID")
    switch.select_option(label="Step by step: 1, name, size, state")
    expect(panel).not_to_contain_text("added")
    page.reload()
    expect(panel).to_contain_text("Size")
    expect(panel).not_to_contain_text("added")


def test_files_stand_in_tabs_beside_the_dockerfile(bench: Bench, page: Page) -> None:
    page.get_by_role("tab", name="hello.txt").click()
    expect(page.get_by_role("textbox", name="Dockerfile")).to_be_hidden()
    page.get_by_role("textbox", name="Content").fill("other words\n")
    page.get_by_role("button", name="Add a file").click()
    page.get_by_role("button", name="Build", exact=True).click()
    expect(page.get_by_text("Give this file a name.")).to_be_visible()
    page.get_by_role("textbox", name="File name").fill("more.txt")
    page.get_by_role("tab", name="more.txt").press("ArrowRight")
    expect(page.get_by_role("tab", name="Dockerfile")).to_be_focused()
    bench.write("FROM lab/base\nCOPY more.txt hello.txt /\nRUN grep other /hello.txt\n")
    bench.build()


def test_a_refused_line_turns_to_the_dockerfile(bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\nRUN --security=insecure true\n")
    page.get_by_role("tab", name="hello.txt").click()
    bench.press_build()
    page.get_by_role("button", name="Line 2").click()
    expect(page.get_by_role("textbox", name="Dockerfile")).to_be_focused()


def test_on_a_narrow_screen_a_button_leads_to_the_result(bench: Bench, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    button, title = page.get_by_role("button", name="Result"), page.locator("#result-title")
    expect(button).to_be_hidden()
    bench.build()
    page.evaluate("scrollTo(0, 0)")
    expect(title).not_to_be_in_viewport()
    button.click()
    expect(title).to_be_in_viewport()
    expect(title).to_be_focused()


def test_what_is_written_stays_above_the_bar(bench: Bench, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 500})
    field = page.get_by_role("textbox", name="Dockerfile")
    field.click()
    page.keyboard.press("Control+End")
    for number in range(20):
        page.keyboard.type(f"# {number}")
        page.keyboard.press("Enter")
    caret = page.locator(".editor .cm-cursor-primary").bounding_box()
    bar = page.locator(".actions").bounding_box()
    assert caret
    assert bar
    assert caret["y"] + caret["height"] <= bar["y"] + 1


def test_a_place_within_the_page_does_not_load_it_again(bench: Bench, page: Page) -> None:
    bench.build()
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Skip to the content").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    assert page.evaluate("window.same")


def test_what_a_step_lost_to_its_memory_limit_is_said_though_the_image_was_built(bench: Bench) -> None:
    bench.write("FROM lab/base\nRUN tail /dev/zero | cat; echo went on\n")
    bench.build()
    warnings = bench.page.get_by_role("list", name="Warnings")
    expect(warnings).to_contain_text("Step 1: Memory ran out")
    assert axe_findings(bench.page) == ""
    bench.write("FROM lab/base\n")
    bench.build()
    expect(warnings).to_be_hidden()


@in_its_looks
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
