"""Milliseconds from a step's own first word to its place on the screen, with few and with many viewers."""

import asyncio
import contextlib
import json
import statistics
import threading
import time
from collections.abc import Iterator

import msgspec
from playwright.sync_api import Browser, sync_playwright
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from tests.browser.conftest import BUILD_MS, CHROMIUM, QUIET
from tests.site import Guest, Site

STEPS = 30
SAYS_WHEN = "RUN cut -d' ' -f1 /proc/uptime; sleep 0.2; true {number}"
"""In hundredths of a second since the machine was started; the browser runs on the same one."""
WATCH = """() => {
  window.begun = {};
  const look = () => {
    const rows = document.querySelector('layer-stack')?.shadowRoot.querySelectorAll('li[data-key]') ?? [];
    for (const { dataset } of rows) {
      if (dataset.form !== 'pending') window.begun[dataset.key] ??= Date.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


class Latency(msgspec.Struct, frozen=True):
    """From a step's first word to the frame in which the page no longer calls it pending."""

    p50: float
    p95: float


def measured(site: Site, viewers: int) -> Latency:
    """One of the viewers is a browser, the others read the same log over WebSockets."""
    dockerfile = "\n".join(["FROM lab/base", *(SAYS_WHEN.format(number=number) for number in range(STEPS))])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic", *QUIET]
        )
        late = _watched(browser, site, dockerfile, viewers - 1)
        browser.close()
    return Latency(statistics.median(late), statistics.quantiles(late, n=20)[-1])


def _watched(browser: Browser, site: Site, dockerfile: str, others: int) -> list[float]:
    guest = Guest(site)
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 800})
    cookies = [{"name": one.name, "value": one.value, "url": site.url} for one in guest.session.cookies]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    build = guest.start(dockerfile, no_cache=True)
    share = guest.post(f"/api/builds/{build}/share").json()["url"].rpartition("/")[2]
    page.add_init_script(f"({WATCH})()")
    with _looking_on(site, share, others):
        page.goto(f"/builds/{build}")
        page.get_by_role("heading", name="Image built").wait_for(timeout=BUILD_MS)
    begun: dict[str, float] = page.evaluate("window.begun")
    said = _said(guest, build)
    # What had begun before the page was there says nothing.
    return [begun[key] - when for key, when in said.items() if key in begun][5:]


def _said(guest: Guest, build: str) -> dict[str, float]:
    """By the step's index: the Unix time that it printed first, ms."""
    events = [json.loads(line) for line in guest.get(f"/api/builds/{build}/events?after=0").text.splitlines()]
    words = {str(one["step"]): one["text"] for one in reversed(events) if one["type"] == "logged"}
    started = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
    return {step: (started + float(text)) * 1000 for step, text in words.items() if step != "None"}


@contextlib.contextmanager
def _looking_on(site: Site, share: str, count: int) -> Iterator[None]:
    """Reads the log of a shared build `count` times, in a thread, until it ends."""
    reading = threading.Thread(target=asyncio.run, args=(_read_all(site, share, count),))
    reading.start()
    yield
    reading.join(60)


async def _read_all(site: Site, share: str, count: int) -> None:
    await asyncio.gather(*(_read(site, share) for _ in range(count)))


async def _read(site: Site, share: str) -> None:
    address = f"{site.url.replace('http', 'ws', 1)}/ws/shared/{share}?after=0"
    async with connect(address, origin=Origin(site.url)) as feed:
        with contextlib.suppress(ConnectionClosed):
            async for _ in feed:
                pass
