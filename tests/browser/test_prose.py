"""Hostile Markdown in a real browser, without any other protection: whatever is pressed, nothing runs."""

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, Page

from labs.prose import html
from tests.labs.vectors import EVENTS, NESTED, SVG, VECTORS

pytestmark = pytest.mark.browser
HARM = "globalThis.done = []; globalThis.harm = () => { globalThis.done.push(1) }; null"
PLACE = "http://lab.example/"
HARMED = """location.href !== 'http://lab.example/' || globalThis.done.length > 0 ||
  getComputedStyle(document.body).display === 'none'"""
TRY_ALL = """
(written) => {
  const place = document.createElement('div');
  document.body.append(place);
  place.innerHTML = written;
  document.addEventListener('submit', (event) => event.preventDefault());
  for (const element of place.querySelectorAll('*')) {
    for (const kind of ['mouseover', 'focus', 'click', 'toggle']) {
      if (kind === 'click' && /^https?:/.test(element.closest('a')?.href ?? '')) continue;
      element.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }));
    }
    element.focus?.();
  }
}"""
SETTLE_MS = 60


def harm(page: Page, *written: str) -> bool:
    """Whether something ran, led away or hid the page once each was put into it."""
    page.goto(PLACE)
    page.evaluate(HARM)
    for one in written:
        page.evaluate(TRY_ALL, one)
    page.wait_for_timeout(SETTLE_MS)
    return bool(page.evaluate(HARMED))


@pytest.fixture
def bare(browser: Browser) -> Page:
    """An empty one, at an address by which links are read; nothing else can be reached."""
    page = browser.new_context().new_page()
    page.route("**/*", lambda route: route.fulfill(body="") if route.request.url == PLACE else route.abort())
    return page


def test_nothing_of_the_vectors_runs(bare: Page) -> None:
    assert not harm(bare, *map(html, VECTORS))


def test_unsafe_they_do(bare: Page) -> None:
    """Some are for sanitisers with other faults, or for other browsers."""
    ran = [one for one in (*EVENTS, *SVG, *NESTED) if harm(bare, MarkdownIt("commonmark").render(one))]
    assert len(ran) >= 20
