"""A shared build in a page of another site, by one line of HTML; and that nothing else can be framed."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.browser.conftest import BUILD_MS, Bench, axe_findings, in_its_looks
from tests.browser.test_shared import share
from tests.site import Site

pytestmark = [pytest.mark.engine, pytest.mark.browser]

THREE = "FROM lab/base\nRUN echo one > /one\nCOPY hello.txt /hello.txt\n"


class Elsewhere:
    """Another site, of one page."""

    html = ""

    def __init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(site.html.encode())

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    site = Elsewhere()
    site.thread.start()
    yield site
    site.server.shutdown()
    site.server.server_close()
    site.thread.join()


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def link(bench: Bench, page: Page) -> str:
    bench.write(THREE)
    bench.build()
    return share(page)


def line(site: Site, link: str) -> str:
    script = f'<script type="module" src="{site.url}/static/bundle/layerlab-recording.js"></script>'
    return f'{script}<layerlab-recording src="{link}" label="A small image"></layerlab-recording>'


def sheets(frame: FrameLocator) -> None:
    expect(frame.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    expect(frame.get_by_role("button", name=re.compile("^Sheet 2 of 2, COPY"))).to_be_visible()


def test_one_line_shows_a_shared_build_at_a_sheet_and_nothing_to_change_it(
    link: str, site: Site, stranger: Page, elsewhere: Elsewhere, page: Page
) -> None:
    elsewhere.html = f"<!doctype html><h1>Mine</h1>{line(site, f'{link}#sheet=1')}"
    stranger.goto(elsewhere.url)
    frame = stranger.frame_locator("layerlab-recording iframe")
    sheets(frame)
    expect(frame.locator("layer-stack [aria-current]")).to_contain_text("RUN echo one")
    frame.get_by_role("button", name=re.compile("^Sheet 2 of 2, COPY")).click()
    expect(frame.get_by_role("region", name="Selected sheet")).to_contain_text("COPY hello.txt")
    expect(frame.locator("layer-stack li", has_text="COPY hello.txt")).to_contain_text("the first time, too")
    frame.get_by_role("slider", name="Moment of the build").press("Home")
    expect(frame.locator("layer-stack button.sheet")).to_have_count(0)
    for name in ("Build", "Cancel", "Share this build", "Stop sharing"):
        expect(frame.get_by_role("button", name=name, exact=True)).to_have_count(0)
    expect(frame.get_by_role("link", name="Open it in Layerlab")).to_have_attribute("target", "_blank")
    assert stranger.context.cookies() == []
    page.get_by_role("button", name="Stop sharing").click()
    stranger.reload()
    expect(frame.get_by_text("This build was never shared, or not any more.")).to_be_visible()


def test_a_plain_frame_does_the_same_where_scripts_are_not_allowed(
    link: str, stranger: Page, elsewhere: Elsewhere
) -> None:
    address = link.replace("/shared/", "/embed/")
    elsewhere.html = f'<!doctype html><iframe src="{address}" title="Mine" width="900" height="700"></iframe>'
    stranger.goto(elsewhere.url)
    sheets(stranger.frame_locator("iframe"))


def test_no_other_page_is_shown_in_a_frame(
    link: str, site: Site, stranger: Page, elsewhere: Elsewhere
) -> None:
    pages = [link, *(f"{site.url}{path}" for path in ("/", "/sandbox", "/operations", "/images"))]
    elsewhere.html = "".join(f'<iframe src="{page}" title="{n}"></iframe>' for n, page in enumerate(pages))
    stranger.goto(elsewhere.url, wait_until="networkidle")
    assert [frame.url for frame in stranger.frames[1:]] == ["chrome-error://chromewebdata/"] * len(pages)


@pytest.mark.parametrize("src", ["", "nonsense", "javascript:alert(1)", "https://lab.example/sandbox"])
def test_what_is_no_link_of_a_shared_build_is_said_and_not_framed(
    site: Site, stranger: Page, elsewhere: Elsewhere, src: str
) -> None:
    elsewhere.html = f"<!doctype html>{line(site, src)}"
    stranger.goto(elsewhere.url)
    expect(stranger.locator("layerlab-recording")).to_contain_text("src must be the link of a shared build")
    expect(stranger.locator("iframe")).to_have_count(0)


@in_its_looks
def test_axe_finds_nothing_in_the_frame(link: str, browser: Browser, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(link.replace("/shared/", "/embed/"))
    expect(page.get_by_role("heading", name="Image built")).to_be_visible(timeout=BUILD_MS)
    assert axe_findings(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
