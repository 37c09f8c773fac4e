"""From pressing Build to the first event on the visitor's WebSocket."""

import time

from websockets.datastructures import Headers
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.site import Guest, Site

DOCKERFILE = "FROM lab/base\nRUN true\n"


def measure(site: Site, times: int, cold: bool) -> list[float]:
    """Seconds, once per press: by one guest with a warm engine, or by a new guest each time."""
    if cold:
        return [_new_guest(site) for _ in range(times)]
    with Guest(site) as guest:
        _press(guest)
        return [_press(guest) for _ in range(times)]


def _new_guest(site: Site) -> float:
    with Guest(site) as guest:
        return _press(guest)


def _press(guest: Guest) -> float:
    started = time.perf_counter()
    build = guest.start(DOCKERFILE)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in guest.session.cookies)
    address = f"{guest.url.replace('http', 'ws', 1)}/ws/builds/{build}?after=0"
    with connect(address, origin=Origin(guest.url), additional_headers=Headers(Cookie=cookies)) as feed:
        feed.recv(timeout=30)
        seconds = time.perf_counter() - started
    guest.wait(build)
    return seconds
