"""Pressing Build as a browser does: POST, then the feed until it closes."""

import json
import time

import msgspec
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedOK
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.site import Guest


class Pressed(msgspec.Struct, frozen=True):
    """Seconds from the press to the first and to the last event, and the build's id."""

    first: float
    last: float
    build: str


def press(guest: Guest, dockerfile: str, **fields: object) -> Pressed:
    started = time.perf_counter()
    build = guest.start(dockerfile, **fields)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in guest.session.cookies)
    address = f"{guest.url.replace('http', 'ws', 1)}/ws/builds/{build}?after=0"
    first, event = 0.0, {"type": ""}
    with connect(address, origin=Origin(guest.url), additional_headers=Headers(Cookie=cookies)) as feed:
        try:
            while True:
                event = json.loads(feed.recv(timeout=60))["events"][-1]
                first = first or time.perf_counter() - started
                last = time.perf_counter() - started
        except ConnectionClosedOK:
            assert event["type"] == "completed", event
    return Pressed(first, last, build)


def first_events(site_guests: list[Guest]) -> list[float]:
    """Seconds to the first event, one press by each guest in turn."""
    return [press(guest, "FROM lab/base\nRUN true\n").first for guest in site_guests]
