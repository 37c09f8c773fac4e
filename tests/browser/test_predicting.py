"""In the sandbox: what one expects of each step before a build, and what came of it."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings, in_its_looks

pytestmark = [pytest.mark.engine, pytest.mark.browser]

THREE = "FROM lab/base\nRUN echo one > /one\nENV A=1\nRUN echo two > /two\nRUN echo three > /three\n"
CHANGED = THREE.replace("echo two", "echo zwei")
SWITCH = "Predict cached or rebuilt before a build"
MISS = "You said cached; it was rebuilt (step 3 below was rebuilt): RUN echo three > /three"


def asked(page: Page) -> Locator:
    return page.get_by_role("list", name="Sheets, top of the stack first").get_by_role("group")


def say(page: Page, instruction: str, guess: str) -> None:
    page.get_by_role("group", name=re.compile(instruction)).get_by_role("radio", name=guess).check()


def prediction(page: Page) -> Locator:
    return page.get_by_role("region", name="Your prediction")


@pytest.fixture
def predicting(bench: Bench, page: Page) -> Bench:
    """After a first build, with the switch on and one line changed."""
    bench.write(THREE)
    expect(page.get_by_role("switch", name=SWITCH)).to_be_hidden()
    bench.build()
    page.get_by_role("switch", name=SWITCH).check()
    expect(asked(page)).to_have_count(3)
    bench.write(CHANGED)
    expect(page.get_by_role("group", name=re.compile("zwei"))).to_be_visible()
    return bench


def test_what_was_said_of_each_step_is_compared_with_the_build(predicting: Bench, page: Page) -> None:
    say(page, "echo one", "cached")
    say(page, "echo zwei", "rebuilt")
    expect(prediction(page)).to_contain_text("2 of 3 predicted")
    say(page, "echo three", "cached")
    expect(prediction(page)).to_contain_text("Every step is predicted. Press Build.")
    predicting.build()
    expect(prediction(page)).to_contain_text("You called 2 of 3 steps.")
    expect(prediction(page)).to_contain_text(MISS)
    row = page.get_by_role("button", name=re.compile(r"^Sheet .*RUN echo three"))
    expect(row).to_have_accessible_name(re.compile("You said cached; it was rebuilt"))
    expect(row).to_contain_text("said cached")
    page.reload()
    expect(prediction(page)).to_contain_text(MISS, timeout=BUILD_MS)
    expect(page.get_by_role("switch", name=SWITCH)).to_be_checked()


def test_build_waits_for_no_answer(predicting: Bench, page: Page) -> None:
    predicting.build()
    assert predicting.verdicts() == ["cached", "built", "built"]
    expect(prediction(page)).not_to_contain_text("called")
    expect(asked(page)).to_have_count(0)


def test_what_was_said_outlives_an_edit_and_the_last_build_comes_back(predicting: Bench, page: Page) -> None:
    say(page, "echo one", "cached")
    predicting.write(CHANGED.replace("echo three", "echo drei"))
    expect(page.get_by_role("group", name=re.compile("drei"))).to_be_visible()
    expect(prediction(page)).to_contain_text("1 of 3 predicted")
    page.get_by_role("button", name="Back to the last build").click()
    expect(page.get_by_role("heading", name="Image built")).to_be_visible()
    expect(page.get_by_role("button", name="Share this build")).to_be_visible()
    expect(asked(page)).to_have_count(0)
    page.get_by_role("button", name="Predict the next build").click()
    expect(asked(page)).to_have_count(3)
    page.get_by_role("switch", name=SWITCH).uncheck()
    expect(asked(page)).to_have_count(0)
    predicting.write(THREE)
    page.wait_for_timeout(1000)
    expect(page.get_by_role("heading", name="Image built")).to_be_visible()


def test_a_dockerfile_that_cannot_be_read_is_not_asked_about(predicting: Bench, page: Page) -> None:
    predicting.build()
    with page.expect_response("**/api/plans"):
        predicting.write("FROM lab/base\nNONSENSE\n")
    expect(page.get_by_role("heading", name="Image built")).to_be_visible()
    expect(asked(page)).to_have_count(0)


def test_it_is_done_by_keys_alone(predicting: Bench, page: Page) -> None:
    page.get_by_role("button", name=re.compile("RUN echo three")).focus()
    for key in ("Home", "1", "ArrowDown", "2", "ArrowDown", "ArrowDown", "1"):
        page.keyboard.press(key)
    expect(prediction(page)).to_contain_text("Every step is predicted.")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Image built")).to_be_visible()
    page.keyboard.press("p")
    expect(prediction(page)).to_contain_text("Every step is predicted.")
    predicting.build()
    expect(prediction(page)).to_contain_text("You called 2 of 3 steps.")


@in_its_looks
def test_it_fits_and_axe_has_nothing_to_say(bench: Bench, page: Page, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    bench.write(THREE)
    bench.build()
    page.get_by_role("switch", name=SWITCH).check()
    expect(asked(page)).to_have_count(3)
    say(page, "echo one", "rebuilt")
    assert axe_findings(page) == ""
    bench.build()
    expect(prediction(page)).to_contain_text("You called 0 of 1 steps.")
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
