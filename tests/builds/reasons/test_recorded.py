"""Against BuildKit's own verdicts in recordings."""

import pytest

from builds.events import StepExplained, StepFinished
from tests.builds.reasons.compared import past, reasons
from tests.recordings import load

RECORDED = {
    "first-build": dict.fromkeys(range(1, 6), "first_build"),
    "all-cached": {},
    "one-line-changed": {2: "cached_anyway", 4: "files_changed", 5: "parent_rebuilt"},
    "unused-stage": {
        1: "nothing_matches",
        2: "parent_rebuilt",
        3: "parent_rebuilt",
        9: "nothing_matches",
        10: "parent_rebuilt",
    },
    "failing-run": {},
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_verdicts_are_explained_as_they_were_then(name: str) -> None:
    """The scenarios were built one after the other on one engine."""
    names = list(RECORDED)
    earlier = past(*(load(each).request for each in names[: names.index(name)]))
    events = [entry.event for entry in load(name).entries()]
    verdicts = {event.step: event.cached for event in events if isinstance(event, StepFinished)}
    rebuilt = [step for step, cached in verdicts.items() if cached is False]
    recorded = {event.step: event.reason for event in events if isinstance(event, StepExplained)}
    assert {step: reason.kind for step, reason in recorded.items()} == RECORDED[name]
    told = reasons(load(name).request, earlier, rebuilt)
    assert {step: (reason.kind, reason.text) for step, reason in told.items()} == {
        step: (reason.kind, reason.text) for step, reason in recorded.items()
    }
