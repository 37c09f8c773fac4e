"""Questions, answers and the review in a real browser, by keyboard alone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, axe_findings
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


def look(page: Page) -> None:
    """At the page as it stands: nothing sticks out, and axe has nothing to say."""
    assert not page.evaluate(TOO_WIDE), page.url
    assert axe_findings(page) == "", page.url


def press_until(page: Page, key: str, role: Any, name: str) -> None:
    """As `keyboard.py` would, but for a form without scripts."""
    wanted = page.get_by_role(role, name=name).first
    for _ in range(40):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} did not reach {role} {name}")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_question_is_answered_missed_and_waits_in_the_review(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/review")
    expect(page.get_by_text("Nothing to review yet")).to_be_visible()
    look(page)
    page.goto("/quiz/1")
    look(page)
    press_until(page, "Tab", "textbox", "layers")
    page.keyboard.type("7")
    press_until(page, "Tab", "radio", "A guess")
    for key in ("ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    press_until(page, "Tab", "button", "Answer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Not this time")).to_be_visible()
    expect(page.get_by_text("You were certain")).to_be_visible()
    expect(page.get_by_text("7 layers")).to_be_visible()
    look(page)
    proof = page.get_by_role("link", name="What a layer is")
    assert proof.get_attribute("href") == "/labs/what-a-layer-is"
    page.get_by_role("link", name="Next question on step 1").click()
    expect(page.get_by_text("4 of 5 not answered yet")).to_be_visible()
    look(page)
    page.goto("/review")
    expect(page.get_by_text("Nothing to review now")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_choices_and_an_order_can_be_given_and_looked_at(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/quiz/7")
    look(page)
    page.get_by_role("radio", name="The diffID, as it is taken").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
    look(page)
    page.get_by_role("link", name="Next question").click()
    for place in range(3):
        page.get_by_role("combobox").nth(place).select_option("diffID")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("alert")).to_have_text("Give each of them a place of its own.")
    look(page)
    for place, name in enumerate(("diffID", "chainID", "image ID")):
        page.get_by_role("combobox").nth(place).select_option(name)
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="Right", exact=True)).to_be_visible()
    look(page)


def test_a_lab_ends_with_a_question_of_an_earlier_step(page: Page) -> None:
    page.goto("/labs/order-and-size")
    recall = page.get_by_role("link", name="One question from an earlier step")
    assert not recall.is_visible()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Build", exact=True).click()
    recall.click(timeout=BUILD_MS)
    expect(page.get_by_text("This one is of step 4")).to_be_visible()
    look(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_a_sheet_is_marked_in_the_picture_and_in_the_list_and_the_build_is_one_click_away(
    page: Page, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/quiz/2")
    while page.get_by_role("heading", name="A Dockerfile that you have not seen").count() == 0:
        page.locator("input[name=answer]").first.check()
        page.get_by_role("button", name="Answer").click()
        page.get_by_role("link", name="Next question on step 2").click()
    sheets = page.locator("layer-stack button.sheet")
    expect(sheets.first).to_be_visible()
    look(page)
    for option in page.locator(".question-form .options label").all():
        sheet, box = sheets.filter(has_text=option.locator("code").inner_text()), option.locator("input")
        sheet.click()
        expect(box).to_be_checked()
        sheet.press("Enter")
        expect(box).not_to_be_checked()
        sheet.click()
        expect(box).to_be_checked()
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_role("heading", name="Not this time")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Open the build that proves it").click()
    expect(page.get_by_role("heading", name="The build that proves it")).to_be_visible()
    expect(page.locator("recorded-stack layer-stack button.sheet").first).to_be_visible()
    look(page)


def test_dates_are_those_of_the_reader(browser: Browser, site: Site) -> None:
    context = browser.new_context(base_url=site.url, timezone_id="Pacific/Kiritimati", locale="en")
    page = context.new_page()
    page.goto("/quiz/7")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    page.goto("/review")
    moment = page.locator("time[data-local]")
    expect(moment).not_to_contain_text("UTC")
    due = datetime.fromisoformat(moment.get_attribute("datetime") or "")
    local = due.astimezone(ZoneInfo("Pacific/Kiritimati"))
    expect(moment).to_contain_text(f"{local:%B} {local.day}, {local.year}")
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_the_checkup_is_taken_and_left(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/checkup")
    look(page)
    page.get_by_role("link", name="Take part").click()
    look(page)
    page.get_by_role("textbox", name="layers").fill("4")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("Before the course: 5 of 6 left")).to_be_visible()
    expect(page.locator("layer-stack button.sheet").first).to_be_visible()
    look(page)
    page.goto("/checkup")
    page.get_by_role("button", name="Stop taking part").click()
    expect(page.get_by_role("link", name="Take part")).to_be_visible()
