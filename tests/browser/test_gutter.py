"""Beside each line of a Dockerfile: what its build says of it, tied to the sheet and the log."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings, in_its_looks
from tests.browser.test_shared import share

pytestmark = [pytest.mark.engine, pytest.mark.browser]

LINTED = """FROM lab/base as app
ENV GREETING hello
RUN echo $GREETING \\
    > /greeting; echo said
COPY hello.txt /hello.txt
"""
STEP = re.compile(r"\blinked\b")


@pytest.fixture
def built(bench: Bench) -> Bench:
    bench.write(LINTED)
    bench.build()
    return bench


def note(page: Page, text: str) -> Locator:
    return page.locator(".editor .step-note").filter(has_text=text)


def row(page: Page, step: int) -> Locator:
    return page.locator("step-list li.step").nth(step)


def sheet(page: Page, name: str) -> Locator:
    return page.locator("layer-stack li", has_text=name)


def linked_lines(page: Page) -> list[str]:
    return page.locator(".editor .line-linked").all_inner_texts()


def test_every_line_has_its_steps_state_size_seconds_and_reason(built: Bench, page: Page) -> None:
    notes = page.locator(".editor .step-note")
    expect(notes).to_have_count(4)
    expect(notes.nth(0)).to_contain_text(re.compile(r"^base\d.* [kM]B"))
    expect(notes.nth(1)).to_contain_text("settings only")
    expect(notes.nth(2)).to_contain_text(re.compile(r"^built\d+ B[\d.]+ snothing was built here before$"))
    built.write(LINTED.replace("> /greeting", "> /other"))
    built.build()
    expect(notes.nth(2)).to_contain_text("rebuilt: command changed")
    expect(notes.nth(3)).to_contain_text("rebuilt: line 3 was rebuilt")
    built.build()
    expect(notes.nth(3)).to_contain_text(re.compile(r"^cached\d+ B[\d.]+ s$"))
    assert page.locator(".editor .step-mark[data-form=cached]").count() == 3


def test_the_engines_checks_stand_at_their_lines_in_its_own_words(built: Bench, page: Page) -> None:
    expect(page.locator(".editor .line-lint")).to_have_text(["FROM lab/base as app", "ENV GREETING hello"])
    expect(note(page, "FromAsCasing")).to_contain_text("'as' and 'FROM' keywords' casing do not match")
    page.get_by_text("The engine’s checks of the Dockerfile: 2 remarks").click()
    listed = page.get_by_role("list", name="Checks of the Dockerfile").get_by_role("listitem")
    expect(listed.first).to_contain_text("'as' and 'FROM' keywords' casing do not match")
    explained = listed.first.get_by_role("link", name="FromAsCasing")
    expect(explained).to_have_attribute("href", re.compile("^https://docs.docker.com/go/dockerfile/rule/"))
    listed.nth(1).get_by_role("button", name="line 2").click()
    expect(page.get_by_role("textbox", name="Dockerfile")).to_be_focused()
    expect(page.locator(".editor .line-linked")).to_have_text("ENV GREETING hello")
    built.write("FROM lab/base\n")
    built.build()
    expect(page.get_by_text("The engine’s checks")).to_be_hidden()


def test_pointing_at_a_line_shows_its_sheet_and_its_log_and_the_other_way_round(
    built: Bench, page: Page
) -> None:
    page.get_by_text("> /greeting; echo said").first.hover()
    expect(row(page, 2)).to_have_class(STEP)
    expect(sheet(page, "RUN echo")).to_have_class(STEP)
    expect(page.locator("layer-stack .linked-sheets polygon")).to_have_count(1)
    note(page, "settings only").hover()
    expect(row(page, 1)).to_have_class(STEP)
    expect(row(page, 2)).not_to_have_class(STEP)
    sheet(page, "COPY hello.txt").hover()
    expect(page.locator(".editor .line-linked")).to_have_text("COPY hello.txt /hello.txt")
    row(page, 2).hover()
    expect(page.locator(".editor .line-linked")).to_have_count(2)
    page.get_by_role("heading", name="Build an image").hover()
    expect(page.locator(".editor .line-linked")).to_have_count(0)
    note(page, "FromAsCasing").click()
    expect(page.get_by_role("region", name="Selected sheet")).to_contain_text("FROM lab/base")


def test_lines_sheets_and_logs_are_tied_by_keyboard_and_said_aloud(built: Bench, page: Page) -> None:
    page.get_by_role("textbox", name="Dockerfile").focus()
    page.keyboard.press("Control+Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(row(page, 2)).to_have_class(STEP)
    said = page.get_by_role("status").filter(
        has_text=re.compile(
            r"Step 2, built, \d+ bytes, .*(Nothing was built here before|The first time, too)"
        )
    )
    expect(said).to_have_count(1)
    log = page.get_by_role("log", name="Log of step 2")
    expect(log).to_be_hidden()
    page.keyboard.press("Alt+Enter")
    expect(log).to_have_text("said")
    expect(page.locator("layer-stack [aria-current]")).to_contain_text("RUN echo")
    page.get_by_role("button", name=re.compile("^Sheet 3 of 3, COPY")).focus()
    expect(page.locator(".editor .line-linked")).to_have_text("COPY hello.txt /hello.txt")
    row(page, 2).get_by_role("button", name="line 3").press("Enter")
    expect(page.locator(".editor .line-linked")).to_have_count(2)
    expect(page.get_by_role("textbox", name="Dockerfile")).to_be_focused()


def test_a_line_that_is_written_anew_loses_its_note_until_it_is_as_it_was(built: Bench, page: Page) -> None:
    page.get_by_role("textbox", name="Dockerfile").focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.type("x")
    notes = page.locator(".editor .step-note")
    expect(notes).to_have_count(3)
    expect(note(page, "FromAsCasing")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(notes).to_have_count(4)
    page.keyboard.press("Control+Home")
    page.keyboard.type("# syntax is not asked for\n")
    expect(notes).to_have_count(4)


def test_the_notes_follow_the_moment_shown(built: Bench, page: Page) -> None:
    moment = page.get_by_role("slider", name="Moment of the build")
    notes = page.locator(".editor .step-note")
    moment.press("Home")
    expect(notes).to_have_count(0)
    moment.press("ArrowRight")
    expect(notes.nth(2)).to_have_text("pending")
    moment.press("End")
    expect(notes.nth(2)).to_contain_text("built")


@in_its_looks
def test_a_shared_dockerfile_has_the_same_notes_as_buttons(
    built: Bench, page: Page, browser: Browser, scheme: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    link = share(page)
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    stranger = context.new_page()
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    lines = stranger.get_by_role("region", name="Dockerfile", exact=True)
    said = lines.get_by_role(
        "button",
        name=re.compile(r"^Step 2, built, \d+ bytes, .* (Nothing was built here before|The first time, too)"),
    )
    said.focus()
    expect(row(stranger, 2)).to_have_class(STEP)
    said.press("Enter")
    expect(stranger.get_by_role("log", name="Log of step 2")).to_have_text("said")
    expect(stranger.locator("layer-stack [aria-current]")).to_contain_text("RUN echo")
    expect(said).to_be_focused()
    row(stranger, 3).get_by_role("button", name="line 5").press("Enter")
    expect(lines.get_by_role("button", name=re.compile("^Step 3, "))).to_be_focused()
    expect(lines.get_by_text("FromAsCasing")).to_be_visible()
    assert axe_findings(stranger) == ""
    assert stranger.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
