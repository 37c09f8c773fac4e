"""Against BuildKit's own verdicts in recordings."""

from collections.abc import Callable, Iterable, Sequence

import pytest

from builds.dockerfile import parse
from builds.events import Reason, StepExplained, StepFinished
from builds.reasons.explain import Explainer
from builds.reasons.past import PastBuild, past_build
from builds.request import BuildRequest
from tests.builds.reasons.compared import past, reasons
from tests.builds.reasons.judged import faults
from tests.builds.reasons.table import ROWS, Build
from tests.recordings import edits, load

Order = Callable[[Sequence[StepFinished]], Iterable[StepFinished]]
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


def test_every_row_of_the_table_is_recorded_as_it_stands() -> None:
    """Else `make recordings` has to be run again."""
    assert {name: one.made_of for name, one in edits.load().rows.items()} == {
        row.name: edits.made_of(row) for row in ROWS
    }


@pytest.mark.parametrize("order", [list, reversed])
def test_every_recorded_row_of_the_table_is_told_in_whatever_order_verdicts_come(order: Order) -> None:
    history, wrong = list[PastBuild](), list[str]()
    recorded = edits.load().rows
    for row in ROWS:
        for act, verdicts in zip(row.acts, recorded[row.name].verdicts, strict=True):
            if not isinstance(act, Build):
                continue
            if act is row.acts[-1]:
                wrong += faults(row, verdicts, _told(act.request, order(verdicts), history))
            history.insert(0, past_build(str(len(history)), act.request, verdicts))
    assert wrong == [], "\n".join(wrong)


def _told(
    request: BuildRequest, verdicts: Iterable[StepFinished], history: Sequence[PastBuild]
) -> dict[int, Reason]:
    explainer = Explainer(request, parse(request.dockerfile, request.build_args), history)
    told = [one for seen in verdicts for one in explainer.finished(seen)]
    return {one.step: one.reason for one in [*told, *explainer.rest()]}
