"""A guest shares a build; somebody else opens the link in a browser of their own."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings, in_its_looks
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]

FOUR = "FROM lab/base\nRUN echo first\nCOPY hello.txt /hello.txt\nRUN echo second; rm /hello.txt\n"


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Page]:
    """A second browser, which has never been here."""
    context = browser.new_context(base_url=site.url)
    yield context.new_page()
    context.close()


@pytest.fixture
def link(bench: Bench, page: Page) -> str:
    """The link to a finished build, made by one click."""
    bench.write(FOUR)
    bench.build()
    return share(page)


def share(page: Page) -> str:
    page.get_by_role("button", name="Share this build").click()
    field = page.get_by_label("Link to this build")
    expect(field).to_have_value(re.compile("/shared/"))
    return field.input_value()


def sheets(page: Page) -> list[str]:
    expect(
        page.locator("layer-stack").get_by_role("button", name=re.compile("^Sheet 3 of 3"))
    ).to_be_visible()
    return page.locator("layer-stack button.sheet").all_inner_texts()


def test_a_stranger_sees_what_its_owner_sees_and_can_change_nothing(
    link: str, page: Page, stranger: Page
) -> None:
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="Somebody’s build, shared with you")).to_be_visible()
    expect(stranger.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    assert sheets(stranger) == sheets(page)
    assert stranger.locator("step-list").inner_text() == page.locator("step-list").inner_text()
    for name in ("Build", "Cancel", "Share this build", "Stop sharing"):
        expect(stranger.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(stranger.get_by_role("textbox")).to_have_count(0)
    lines = stranger.get_by_role("region", name="Dockerfile", exact=True).locator("code")
    expect(lines).to_have_text(FOUR.strip().splitlines())
    stranger.get_by_role("button", name=re.compile("^Sheet 2 of 3, COPY")).click()
    expect(stranger.get_by_role("region", name="Selected sheet")).to_contain_text("/hello.txt")


def test_the_blob_behind_a_link_is_the_layer_itself(link: str, stranger: Page) -> None:
    below = f"/api{re.sub('.*(?=/shared/)', '', link)}"
    layer = stranger.request.get(below).json()["layers"][-1]
    blob = stranger.request.get(f"{below}/layers/{layer['index']}/blob").body()
    assert f"sha256:{hashlib.sha256(blob).hexdigest()}" == layer["digest"]


def test_a_link_leads_to_a_moment_and_a_sheet(link: str, page: Page, stranger: Page) -> None:
    page.get_by_role("button", name=re.compile("^Sheet 1 of 3, RUN")).click()
    moment = page.get_by_role("slider", name="Moment of the build")
    moment.press("Home")
    for _ in range(2):
        moment.press("PageUp")
    expect(page).to_have_url(re.compile(r"/builds/.*#at=\d+&sheet=1$"))
    copied = page.get_by_label("Link to this build").input_value()
    assert copied == link + page.url[page.url.index("#") :]
    stranger.goto(copied)
    shown = stranger.get_by_role("slider", name="Moment of the build")
    words = moment.get_attribute("aria-valuetext")
    assert words
    expect(shown).to_have_attribute("aria-valuetext", words)
    chosen = stranger.locator("layer-stack [aria-current]")
    expect(chosen).to_contain_text("RUN echo first")
    assert chosen.inner_text() == page.locator("layer-stack [aria-current]").inner_text()
    stranger.reload()
    expect(shown).to_have_attribute("aria-valuetext", words)
    shown.press("End")
    expect(stranger).to_have_url(re.compile(r"/shared/[^#]*#sheet=1$"))


def test_make_it_yours_opens_the_sandbox_with_the_same_files(link: str, stranger: Page) -> None:
    stranger.goto("/sandbox")
    stranger.get_by_role("textbox", name="Dockerfile").fill("FROM lab/base\n# mine\n")
    stranger.goto(link)
    stranger.get_by_role("link", name="Make it yours").click()
    field = stranger.get_by_role("textbox", name="Dockerfile")
    expect(field).to_have_value(FOUR)
    Bench(stranger).build()
    stranger.goto("/sandbox")
    expect(stranger.get_by_role("textbox", name="Dockerfile")).to_have_value(FOUR)


def test_what_make_it_yours_replaces_can_be_brought_back(link: str, stranger: Page) -> None:
    stranger.goto("/sandbox")
    stranger.get_by_role("textbox", name="Dockerfile").fill("FROM lab/base\n# mine\n")
    stranger.goto(link)
    stranger.get_by_role("link", name="Make it yours").click()
    stranger.get_by_role("button", name="Undo: bring back my own").click()
    expect(stranger.get_by_role("textbox", name="Dockerfile")).to_have_value("FROM lab/base\n# mine\n")


def test_a_link_taken_back_shows_nothing(link: str, page: Page, stranger: Page) -> None:
    page.reload()
    expect(page.get_by_label("Link to this build")).to_have_value(link)
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Share this build")).to_be_focused()
    answer = stranger.goto(link)
    assert answer
    assert answer.status == 404
    expect(stranger.get_by_text("has not taken back")).to_be_visible()
    assert axe_findings(stranger) == ""


def test_a_running_build_is_seen_live_through_its_link(bench: Bench, page: Page, stranger: Page) -> None:
    bench.write("FROM lab/base\nRUN for i in 1 2 3 4 5 6 7 8; do echo tick $i; sleep 1; done\n")
    bench.press_build()
    stranger.goto(share(page))
    expect(stranger.get_by_role("heading", name="Building")).to_be_visible()
    expect(stranger.get_by_role("button", name="Cancel")).to_have_count(0)
    expect(stranger.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)


@in_its_looks
def test_axe_finds_nothing_on_a_shared_page(browser: Browser, link: str, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link)
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
