"""A class, prepared, joined and watched in browsers, on real engines."""

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, in_its_looks
from tests.browser.doors import a_name, check_look, manage, sign_up
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]
LAB, QUESTION = "/labs/what-a-layer-is", "question what-a-layer-is/how-many"
WRONG = "6: each line below FROM"
AN_HOUR_AGO = """
import datetime
from django.utils import timezone
from labs.models import Participant
then = timezone.now() - datetime.timedelta(minutes=60)
Participant.objects.filter(nickname={nickname!r}).update(joined_at=then)
"""


def instruct(page: Page, site: Site) -> None:
    """Sign up, be made an instructor, and open one's classes."""
    name = a_name("teacher")
    sign_up(page, name)
    manage(site, "set_role", name, "instructor")
    page.goto("/account")
    page.get_by_role("link", name="Your classes").click()


def prepare(page: Page) -> str:
    """Its link."""
    page.get_by_label("What is it called?").fill("Monday")
    page.get_by_role("button", name="Prepare it").click()
    expect(page.get_by_text("Nobody has joined yet")).to_be_visible()
    return page.get_by_role("link", name="/join/").get_attribute("href") or ""


def join(learner: Page, link: str, nickname: str) -> None:
    learner.goto(link)
    learner.get_by_label("Your nickname").fill(nickname)
    learner.get_by_role("button", name="Join").click()
    expect(learner.get_by_text(f"You are in, as {nickname}")).to_be_visible()


@in_its_looks
def test_a_class_is_prepared_joined_and_watched(
    browser: Browser, site: Site, page: Page, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    instruct(page, site)
    check_look(page)
    page.get_by_role("link", name="Step 7").click()
    check_look(page)
    page.go_back()
    link = prepare(page)
    check_look(page)
    for nickname in ("Ada", "Bob", "Eve"):
        with browser.new_context(base_url=site.url, color_scheme=scheme) as context:
            learner = context.new_page()
            learner.set_viewport_size({"width": width, "height": 800})
            learner.goto(link)
            check_look(learner)
            join(learner, link, nickname)
            check_look(learner)
    for nickname in ("Ada", "Bob", "Eve"):
        expect(page.get_by_role("rowheader", name=nickname)).to_be_visible(timeout=15_000)
    check_look(page)
    page.get_by_role("button", name="Dismiss Eve").click()
    expect(page.get_by_role("rowheader", name="Eve")).to_have_count(0)


def test_the_board_tells_who_is_stuck_and_what_was_predicted_and_the_grade_book_is_right(
    browser: Browser, site: Site, page: Page, tmp_path: Path
) -> None:
    instruct(page, site)
    link = prepare(page)
    idle = a_name("idle")
    for nickname in ("Ada", idle, "Eve"):
        with browser.new_context(base_url=site.url) as context:
            learner = context.new_page()
            join(learner, link, nickname)
            if nickname == "Ada":
                learner.goto(LAB)
                learner.get_by_role("radio", name=WRONG).check()
                learner.get_by_role("button", name="Build", exact=True).click()
                expect(learner.locator("lab-question").get_by_text("you said")).to_be_visible(
                    timeout=BUILD_MS
                )
    manage(site, "shell", "-c", AN_HOUR_AGO.format(nickname=idle))
    rows = page.locator(".seats tbody tr")
    expect(rows.first).to_contain_text("Stuck for 1 hour", timeout=15_000)
    expect(rows.first).to_contain_text(idle)
    ada = rows.filter(has=page.get_by_role("rowheader", name="Ada"))
    expect(ada).to_contain_text("Going on")
    expect(ada).to_contain_text("What a layer is")
    expect(page.get_by_text("0 of 1 right")).to_be_visible()
    check_look(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Grade book").click()
    download.value.save_as(tmp_path / "grades.csv")
    with (tmp_path / "grades.csv").open(newline="") as file:
        grades = {row["nickname"]: row for row in csv.DictReader(file)}
    assert {nickname: row[QUESTION] for nickname, row in grades.items()} == {"Ada": "0", idle: "", "Eve": ""}
