import pytest

from builds.events import (
    Entry,
    Interrupted,
    LayerRecorded,
    Planned,
    StepFinished,
    StepStarted,
)
from builds.state import BuildState, fold
from tests.recordings import NAMES, load


def folded(name: str) -> BuildState:
    return fold(name, load(name).entries())


def statuses(state: BuildState) -> list[str]:
    return [step.status for step in state.steps]


def test_a_build_nobody_took_up_is_queued() -> None:
    assert fold("x", []) == BuildState("x")
    assert fold("x", []).status == "queued"


def test_a_first_build_builds_every_step() -> None:
    state = folded("first-build")
    assert state.status == "completed"
    assert statuses(state) == ["built"] * 6 + ["settings"]
    assert [step.cached for step in state.steps] == [None] + [False] * 5 + [None]
    assert [step.layer for step in state.steps] == [0, 1, 2, 3, 4, 5, None]
    assert state.image is not None
    assert state.image.layer_count == len(state.layers) == 6
    assert state.image.size == sum(layer.size for layer in state.layers)


def test_the_same_again_is_cached_and_the_same_image() -> None:
    first, again = folded("first-build"), folded("all-cached")
    assert statuses(again) == ["built"] + ["cached"] * 5 + ["settings"]
    assert again.layers == first.layers
    assert again.image == first.image


def test_one_changed_line_rebuilds_its_step_and_those_after() -> None:
    first, changed = folded("first-build"), folded("one-line-changed")
    assert statuses(changed) == ["built", "cached", "cached", "cached", "built", "built", "settings"]
    assert [a.digest == b.digest for a, b in zip(first.layers, changed.layers, strict=True)] == [True] * 4 + [
        False
    ] * 2


def test_an_unused_stage_is_skipped() -> None:
    state = folded("unused-stage")
    assert [(step.stage, step.status) for step in state.steps if step.stage == "test"] == [
        ("test", "settings"),
        ("test", "skipped"),
    ]
    assert [layer.step for layer in state.layers] == [6, 9, 10]
    assert [layer.empty for layer in state.layers] == [False, False, True]


def test_after_a_failure_the_rest_is_still_to_be_done() -> None:
    state = folded("failing-run")
    assert statuses(state) == ["built", "cached", "cached", "cached", "cached", "failed", "settings"]
    assert state.error is not None
    assert (state.error.reason, state.error.step, state.error.line) == ("step", 5, 6)
    assert "exit code: 1" in state.error.message
    assert state.layers == []


def test_a_cancelled_step_is_still_to_be_done() -> None:
    state = folded("cancelled")
    assert (state.status, statuses(state), state.error) == ("cancelled", ["built", "pending"], None)


def test_an_interruption_says_why() -> None:
    entries = [*load("cancelled").entries()][:-1]
    state = fold("x", [*entries, Entry(len(entries) + 1, 1.0, Interrupted("the worker died"))])
    assert (state.status, statuses(state)) == ("interrupted", ["built", "pending"])
    assert state.error is not None
    assert state.error.message == "the worker died"


@pytest.mark.parametrize("name", NAMES)
def test_every_prefix_of_a_log_is_a_state(name: str) -> None:
    entries = list(load(name).entries())
    for count in range(len(entries) + 1):
        state = fold(name, entries[:count])
        assert state.last_seq == count
        seen = [entry.event for entry in entries[:count]]
        assert len(state.layers) == sum(isinstance(event, LayerRecorded) for event in seen)
        started = {event.step for event in seen if isinstance(event, StepStarted)}
        finished = {event.step for event in seen if isinstance(event, StepFinished)}
        if state.status == "running" and any(isinstance(event, Planned) for event in seen):
            running = {index for index, step in enumerate(state.steps) if step.status == "running"}
            failed = {index for index, step in enumerate(state.steps) if step.status == "failed"}
            assert running == started - finished - failed
