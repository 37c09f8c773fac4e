"""A class behind one address presses Build at once: all are served, and whoever waits is told so."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from labs.catalogue import find
from tests.figures import note
from tests.proofs.house import Seen, percentile, press_all
from tests.site import running
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.alone]

LEARNERS, WITHIN = size(6, 30), size(1, 5)
FIRST_SECONDS = 3.0
READING = 30


@pytest.mark.parametrize("warm", [False, True][: size(1, 2)])
def test_all_are_served_and_whoever_waits_is_told_their_place(tmp_path: Path, warm: bool) -> None:
    exercise = find("what-a-layer-is")
    assert exercise is not None
    load = os.getloadavg()[0]
    with running(tmp_path, WARM_ENGINES=str(warm)) as site:
        seen = asyncio.run(press_all(site, exercise, LEARNERS, WITHIN, READING if warm else 0))
    assert [one.end for one in seen] == ["completed"] * LEARNERS
    places = [one.place for one in seen if one.place is not None]
    assert all(1 <= place <= LEARNERS for place in places)
    if FULL:  # the page offers a recording to whoever is told a place
        assert [one for one in seen if one.first > FIRST_SECONDS and one.place is None] == []
    else:
        assert places
    engines = f"engines warmed while they read for {READING} s" if warm else "new engines"
    note(f"{LEARNERS} learners behind one address press Build within {WITHIN} s, {engines}", told(seen, load))


def told(seen: Sequence[Seen], load: float) -> str:
    first, sign = [one.first for one in seen], [one.first_sign for one in seen]
    last = max(one.moment + one.last for one in seen)
    return (
        f"first event p50 {percentile(first, 50):.1f} s, p95 {percentile(first, 95):.1f} s; "
        f"an event or a place in the queue p95 {percentile(sign, 95):.1f} s; "
        f"the last build done {last:.1f} s after the first press; load before {load:.1f}"
    )
