"""A full house: all workers busy, others before, and a page that says so and offers something meanwhile."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings
from tests.browser.keyboard import Keyboard
from tests.site import Guest, Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]

SLEEPER = "FROM lab/base\nRUN sleep 60\n"
LATE_MS = 40_000
SCREENS = [(1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")]


class House:
    """Guests who have all the workers, and as many who stand before whoever comes next."""

    def __init__(self, guests: list[Guest]) -> None:
        self.builds = [(guest, guest.start(SLEEPER)) for guest in guests]
        for guest, build in self.builds[: settings.BUILDS_AT_ONCE]:
            guest.wait_until(build, lambda state: state["status"] == "running")

    def leave(self) -> None:
        for guest, build in reversed(self.builds):
            guest.post(f"/api/builds/{build}/cancel")
        for guest, build in self.builds:
            guest.wait(build)


@contextlib.contextmanager
def full(site: Site) -> Iterator[House]:
    with contextlib.ExitStack() as stack:
        guests = [stack.enter_context(Guest(site)) for _ in range(settings.BUILDS_AT_ONCE + 2)]
        guests[0].build("FROM lab/base\nRUN true\n")  # so that there is something to estimate from
        house = House(guests)
        yield house
        house.leave()


@pytest.fixture
def house(site: Site) -> Iterator[House]:
    with full(site) as house:
        yield house


def queued(page: Page) -> Locator:
    turn = page.locator("waiting-turn")
    expect(turn.get_by_role("heading", name="Place 3 in the queue")).to_be_visible(timeout=BUILD_MS)
    return turn


def test_who_waits_reads_the_place_and_the_estimate_and_looks_at_a_recording(
    house: House, bench: Bench, page: Page
) -> None:
    bench.write("FROM lab/base\nRUN echo mine\n")
    bench.press_build()
    turn = queued(page)
    expect(page.get_by_role("heading", name="Waiting in the queue")).to_be_visible()
    expect(page.get_by_role("button", name="Waiting…")).to_be_visible()
    expect(turn).to_contain_text(re.compile(r"median of .* operations? on this site, of which \d+ may run"))
    expect(page.locator("live-region [role=status]")).to_contain_text("Place 3 in the queue")

    expect(page.locator("recorded-stack")).to_have_count(0)
    keyboard = Keyboard(page)
    keyboard.tab_to("A recorded build, to look at while you wait")
    keyboard.press("Enter")
    expect(turn.get_by_text("Recorded", exact=True)).to_be_visible()
    expect(turn.get_by_text(re.compile("^Built on "))).to_be_visible()
    expect(turn.get_by_role("button", name=re.compile("^Sheet 1 of"))).to_be_visible()
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert axe_findings(page) == ""
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    expect(turn).to_contain_text("longer than the first estimate said", timeout=LATE_MS)
    house.leave()
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    expect(turn).to_have_count(0)
    expect(page.locator("recorded-stack")).to_have_count(0)
    assert keyboard.focused == "h2: Image built"
    assert bench.verdicts() == ["built"]


def test_a_lab_tells_its_turn_too(house: House, page: Page) -> None:
    page.goto("/labs/the-build-cache")
    page.get_by_role("button", name="Build", exact=True).click()
    queued(page)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("waiting-turn")).to_have_count(0, timeout=BUILD_MS)


def test_an_operations_page_tells_its_turn_too(site: Site, bench: Bench, page: Page) -> None:
    bench.write("FROM lab/base\nRUN true\n")
    bench.build()
    run = {"kind": "run", "build": page.url.rpartition("/")[2], "command": "echo at last"}
    token = next(x["value"] for x in page.context.cookies() if x["name"] == "csrftoken")
    with full(site) as house:
        answer = page.request.post(
            "/api/operations", data=run, headers={"X-CSRFToken": token, "Referer": page.url}
        )
        page.goto(answer.headers["location"].removeprefix("/api"))
        expect(queued(page)).to_contain_text("while you wait")
        expect(page.get_by_role("status")).to_contain_text("It waits for its turn. Place 3 in the queue")
        assert axe_findings(page) == ""
        house.leave()
        expect(page.get_by_text("Done in")).to_be_visible(timeout=BUILD_MS)
        expect(page.locator("waiting-turn")).to_have_count(0)


def test_whoever_looks_at_a_shared_build_asks_for_no_turn_twice(
    house: House, site: Site, bench: Bench, page: Page, browser: Browser
) -> None:
    bench.write("FROM lab/base\nRUN true\n")
    bench.press_build()
    queued(page)
    page.get_by_role("button", name="Share this build").click()
    field = page.get_by_label("Link to this build")
    expect(field).to_have_value(re.compile("/shared/"))
    context, asked = browser.new_context(base_url=site.url), list[str]()
    stranger = context.new_page()
    stranger.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    stranger.goto(field.input_value())
    stranger.wait_for_timeout(5000)
    assert asked.count("turn") == 1
    expect(stranger.locator("waiting-turn")).to_be_hidden()
    context.close()


def test_who_need_not_wait_is_told_of_no_queue(bench: Bench, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bench.write("FROM lab/base\nRUN echo at once\n")
    bench.build()
    expect(page.locator("waiting-turn")).to_have_count(0)
    assert not [url for url in asked if "recording.json" in url]
