"""Opening the page of an image with 100,000 files, in headless Chromium: and what holds it up.

python -m tests.bench.listed_page
"""

import json
import os
import tempfile
from pathlib import Path

import msgspec
from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import archive
from tests.browser.conftest import CHROMIUM, QUIET
from tests.site import Guest, Site, running

FILES = 100_000
OPENED_MS = 120_000
WATCH = """() => {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.longTasks.push([startTime, duration]);
  }).observe({ type: 'longtask', buffered: true });
}"""


class Opened(msgspec.Struct, frozen=True):
    """Milliseconds; `listed` since the page was asked for. A task counts from 50 ms on."""

    listed: float
    longest: float
    long_tasks: int
    long_tasks_looking: int
    longest_looking: float


def opened(site: Site) -> Opened:
    guest = Guest(site)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        file = Path(folder) / "image.tar"
        archive.write(file, archive.many_small(FILES))
        with file.open("rb") as content:
            image = guest.send("POST", "/api/images", files={"archive": content}).json()["id"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", *QUIET]
        )
        found = _watched(browser, site, guest, image)
        browser.close()
    return found


def _watched(browser: Browser, site: Site, guest: Guest, image: str) -> Opened:
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    cookies = [{"name": one.name, "value": one.value, "url": site.url} for one in guest.session.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    page.goto(f"/builds/{image}")
    panel = page.get_by_role("region", name="Selected sheet")
    panel.get_by_text("usr/lib/").first.wait_for(timeout=OPENED_MS)
    listed: float = page.evaluate("performance.now()")
    page.wait_for_timeout(1000)
    before = _tasks(page)
    _look(page)
    after = _tasks(page)[len(before) :]
    return Opened(listed, max([0.0, *before]), len(before), len(after), max([0.0, *after]))


def _look(page: Page) -> None:
    """Into the sheet, at what all sheets make, and along one path."""
    page.locator("layer-stack button.sheet").first.click()
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    page.get_by_role("treegrid").first.wait_for(timeout=OPENED_MS)
    page.wait_for_timeout(2000)


def _tasks(page: Page) -> list[float]:
    return [duration for _, duration in page.evaluate("window.longTasks")]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), IMAGE_BYTES="200000000") as site:
        found = msgspec.to_builtins(opened(site))
    print(json.dumps(found | {"load": os.getloadavg()[0]}, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
