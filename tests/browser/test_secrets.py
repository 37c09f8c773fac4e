"""Secrets in the sandbox: sent with a build, seen by its step, and kept nowhere in the browser."""

import pytest
from playwright.sync_api import Page, expect

from builds.secrets.redact import MARK
from tests.browser.conftest import Bench, axe_findings, in_its_looks

pytestmark = [pytest.mark.engine, pytest.mark.browser]
READS = "FROM lab/base\nRUN --mount=type=secret,id=token cat /run/secrets/token; echo ok > /ok\n"
VALUE = "hunter22-of-a-learner"
STORED = "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


def give(page: Page, id: str, value: str) -> None:
    page.get_by_role("button", name="Add a secret").click()
    expect(page.get_by_label("Id", exact=True).last).to_be_focused()
    page.keyboard.type(id)
    page.keyboard.press("Tab")
    page.keyboard.type(value)


def test_a_secret_goes_with_each_build_and_is_told_of_as_one(bench: Bench, page: Page) -> None:
    bench.write(READS)
    page.get_by_text("Secrets", exact=True).click()
    give(page, "token", VALUE)
    expect(page.get_by_label("Value", exact=True)).to_have_attribute("type", "password")
    bench.build()
    page.get_by_role("button", name="Log of step 1").click()
    expect(page.locator("body")).to_contain_text(MARK)
    expect(page.locator("body")).not_to_contain_text(VALUE)
    page.get_by_label("Value", exact=True).fill("another one")
    bench.build()
    assert bench.verdicts() == ["cached"]
    expect(page.locator("body")).to_contain_text("the value of secret token does not count, changed or not")
    assert VALUE not in page.evaluate(STORED)
    assert "another one" not in page.evaluate(STORED)


def test_who_comes_back_is_asked_for_the_value_again(bench: Bench, page: Page) -> None:
    bench.write(READS)
    page.get_by_text("Secrets", exact=True).click()
    give(page, "token", VALUE)
    bench.build()
    page.reload()
    expect(page.get_by_label("Id", exact=True)).to_have_value("token")
    expect(page.get_by_label("Value", exact=True)).to_have_value("")
    bench.press_build()
    expect(page.get_by_text("Give it a value, or remove it.")).to_be_visible()
    expect(page.get_by_label("Value", exact=True)).to_be_focused()
    page.get_by_role("button", name="Remove secret token").click()
    expect(page.get_by_role("button", name="Add a secret")).to_be_focused()
    bench.build()
    assert bench.verdicts() == ["cached"]


def test_what_the_server_refuses_of_a_secret_is_said(bench: Bench, page: Page) -> None:
    page.get_by_text("Secrets", exact=True).click()
    give(page, "a b", VALUE)
    bench.press_build()
    problems = page.locator("problem-list")
    expect(problems).to_contain_text("'a b' is no id for a secret; expected 1 to 64 letters")
    expect(problems).not_to_contain_text(VALUE)


@in_its_looks
def test_axe_finds_nothing_and_nothing_is_cut_off(bench: Bench, page: Page, width: int, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_text("Secrets", exact=True).click()
    give(page, "token", VALUE)
    page.get_by_role("button", name="Add a secret").click()
    bench.press_build()
    expect(page.get_by_text("Give this secret an id.")).to_be_visible()
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
