"""`python -m tests.bench`: print a table and write `var/bench.json`."""

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.bench import builds, engines, frames, latency, listing
from tests.bench.press import first_events
from tests.bench.recording import compare_recorded
from tests.site import ROOT, Guest, running

PAIRS = int(os.environ.get("BENCH_PAIRS", "10"))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as site:
        figures = {}
        for name, cached in (("cached 4-step build", True), ("uncached 4-step build", False)):
            pairs = builds.compare(site, PAIRS, cached)
            figures[f"{name}: site / by hand"] = round(builds.ratio(pairs), 2)
            figures[f"{name}: site, median s"] = round(statistics.median(pair.site for pair in pairs), 2)
            figures[f"{name}: by hand, median s"] = round(statistics.median(pair.hand for pair in pairs), 2)
        guests = [Guest(site) for _ in range(PAIRS)]
        for name, pressing in (("cold", guests), ("warm", guests[-1:] * PAIRS)):
            seconds = first_events(pressing)
            figures[f"click to first event, {name}: p50 s"] = round(statistics.median(seconds), 2)
            figures[f"click to first event, {name}: p95 s"] = round(
                statistics.quantiles(seconds, n=20)[-1], 2
            )
        for sheets, files in ((8, 375), (30, 200)):
            found = frames.live(site, sheets, files)
            for name in ("median", "p95", "worst"):
                figures[f"frames, {sheets} sheets live: {name} ms"] = round(getattr(found, name), 1)
        for viewers in (1, 50):
            late = latency.measured(site, viewers)
            figures[f"a step's first word to the screen, {viewers} viewers: p50 ms"] = round(late.p50, 1)
            figures[f"a step's first word to the screen, {viewers} viewers: p95 ms"] = round(late.p95, 1)
    pairs = compare_recorded(PAIRS)
    figures["10-step build, nothing cached: recorded / not"] = round(builds.ratio(pairs), 2)
    figures["10-step build: recorded, median s"] = round(statistics.median(pair.site for pair in pairs), 2)
    figures |= listing.figures() | engines.figures()
    width = max(map(len, figures))
    for name, figure in figures.items():
        print(f"{name:<{width}}  {figure:6.2f}")  # noqa: T201
    target = Path(os.environ.get("VAR_DIR", ROOT / "var")) / "bench.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
