"""Learners who all press Build at about the same time, each with a session and a socket of their own."""

import asyncio
import json
import random
import time
from collections.abc import Sequence

import msgspec
from websockets.asyncio.client import connect
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosedOK
from websockets.typing import Origin

from labs.exercise import Exercise
from tests.site import Guest, Site

PATIENCE = 0.7
"""After which the page asks for its turn: visualizer/client/waiting/waiting.ts."""
PAUSE = 3.0


class Seen(msgspec.Struct):
    """Seconds from the press to the first event of the build's log, and to its last. `place` is the first one
    in the queue that was told, after `told` seconds; None where the build began before that. `moment` is when
    the press was, since the earliest could be."""

    moment: float
    first: float = 0.0
    last: float = 0.0
    place: int | None = None
    told: float | None = None
    end: str = ""

    @property
    def first_sign(self) -> float:
        """An event or a place, whichever came first."""
        return self.first if self.told is None else min(self.first, self.told)


async def press_all(
    site: Site, exercise: Exercise, learners: int, within: float, reading: float = 0.0
) -> list[Seen]:
    """All open the page and read for a while; then each presses at a random moment of the next `within`
    seconds."""
    guests = [await asyncio.to_thread(_arrive, site, exercise) for _ in range(learners)]
    await asyncio.sleep(reading)
    moments = random.Random(0)
    pressed = [_press(guest, exercise, moments.uniform(0, within)) for guest in guests]
    return list(await asyncio.gather(*pressed))


def percentile(figures: Sequence[float], percent: int) -> float:
    """The least that so many percent do not exceed."""
    return sorted(figures)[max(0, -(-len(figures) * percent // 100) - 1)]


def _arrive(site: Site, exercise: Exercise) -> Guest:
    guest = Guest(site)
    guest.get(f"/labs/{exercise.slug}").raise_for_status()
    return guest


async def _press(guest: Guest, exercise: Exercise, moment: float) -> Seen:
    await asyncio.sleep(moment)
    seen, began = Seen(moment), time.monotonic()
    start = exercise.start
    build = await asyncio.to_thread(
        guest.start, start.dockerfile, files=dict(start.files), exercise=exercise.slug
    )
    asking = asyncio.create_task(_ask(guest, build, seen, began))
    await _follow(guest, build, seen, began)
    asking.cancel()
    return seen


async def _follow(guest: Guest, build: str, seen: Seen, began: float) -> None:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in guest.session.cookies)
    address = f"{guest.url.replace('http', 'ws', 1)}/ws/builds/{build}?after=0"
    async with connect(address, origin=Origin(guest.url), additional_headers=Headers(Cookie=cookies)) as feed:
        try:
            while True:
                events = json.loads(await feed.recv())["events"]
                seen.last = time.monotonic() - began
                seen.first = seen.first or seen.last
                seen.end = events[-1]["type"]
        except ConnectionClosedOK:
            return


async def _ask(guest: Guest, build: str, seen: Seen, began: float) -> None:
    """As the page does, until the first event."""
    await asyncio.sleep(PATIENCE)
    while not seen.first:
        turn = (await asyncio.to_thread(guest.get, f"/api/builds/{build}/turn")).json()
        if turn and seen.place is None:
            seen.place, seen.told = turn["position"], time.monotonic() - began
        await asyncio.sleep(PAUSE)
