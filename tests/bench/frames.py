"""Milliseconds between a page's frames while sheets arrive from a live build, in headless Chromium."""

import statistics

import msgspec
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import BUILD_MS, CHROMIUM, QUIET
from tests.site import Site

WATCH = """() => {
  window.frameTimes = [];
  let before = performance.now();
  const note = (now) => { window.frameTimes.push(now - before); before = now; requestAnimationFrame(note); };
  requestAnimationFrame(note);
}"""
MAKES = "RUN for i in $(seq 1 {files}); do echo $i > /{name}-$i; done"


class Frames(msgspec.Struct, frozen=True):
    median: float
    p95: float
    worst: float


def live(site: Site, sheets: int, files: int) -> Frames:
    """From the press on Build in the sandbox to the image; each of the `sheets` layers adds `files` files."""
    steps = [MAKES.format(files=files, name=f"layer{number}") for number in range(sheets)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", *QUIET]
        )
        times = _watched(browser, site, "\n".join(["FROM lab/base", *steps]))
        browser.close()
    return Frames(statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times))


def _watched(browser: Browser, site: Site, dockerfile: str) -> list[float]:
    page = browser.new_page(base_url=site.url, viewport={"width": 1280, "height": 800})
    page.goto("/sandbox")
    page.get_by_role("textbox", name="Dockerfile").fill(dockerfile)
    page.evaluate(WATCH)
    page.get_by_role("button", name="Build", exact=True).click()
    page.get_by_role("heading", name="Image built").wait_for(timeout=BUILD_MS)
    page.wait_for_timeout(1500)  # the last sheets are still on their way
    times: list[float] = page.evaluate("window.frameTimes")
    return times
