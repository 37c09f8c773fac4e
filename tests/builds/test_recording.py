import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from builds.recording import MAX_BYTES, RecordingInvalid, decode, encode
from tests.recordings import HERE, NAMES, load
from tests.recordings.scenarios import SCENARIOS


def test_every_scenario_is_recorded() -> None:
    assert set(NAMES) == {scenario.name for scenario in SCENARIOS}
    for scenario in SCENARIOS:
        assert load(scenario.name).request == scenario.request


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_is_small_and_survives_decoding(name: str) -> None:
    content = (HERE / f"{name}.json").read_bytes()
    assert len(content) <= MAX_BYTES
    assert encode(decode(content)) == content


@pytest.mark.parametrize("name", NAMES)
def test_a_recording_says_that_it_is_one(name: str) -> None:
    raw = msgspec.json.decode((HERE / f"{name}.json").read_bytes())
    assert raw["format"] == "layerlab-recording"
    assert "recording" in raw["note"]


@pytest.mark.parametrize("name", NAMES)
def test_documents_hash_to_their_digests(name: str) -> None:
    evidence = load(name).evidence
    assert evidence is not None
    for digest, text in evidence.documents.items():
        assert digest == f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _drop_event(raw: dict[str, Any]) -> None:
    del raw["events"][3]


def _end_twice(raw: dict[str, Any]) -> None:
    raw["events"].append({**raw["events"][-1], "seq": len(raw["events"]) + 1})


def _never_end(raw: dict[str, Any]) -> None:
    raw["events"].pop()


def _point_nowhere(raw: dict[str, Any]) -> None:
    next(event for event in raw["events"] if event["type"] == "step_started")["step"] = 99


def _lose_a_layer(raw: dict[str, Any]) -> None:
    next(event for event in raw["events"] if event["type"] == "layer_recorded")["index"] = 7


def _lose_a_listing(raw: dict[str, Any]) -> None:
    raw["listings"].popitem()


def _spoil_a_listing(raw: dict[str, Any]) -> None:
    raw["listings"][next(iter(raw["listings"]))] = "AXh4"


def _be_newer(raw: dict[str, Any]) -> None:
    raw["version"] = 2


@pytest.mark.parametrize(
    "spoil",
    [
        _drop_event,
        _end_twice,
        _never_end,
        _point_nowhere,
        _lose_a_layer,
        _lose_a_listing,
        _spoil_a_listing,
        _be_newer,
    ],
)
def test_an_inconsistent_recording_is_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    raw = msgspec.json.decode((HERE / "first-build.json").read_bytes())
    spoil(raw)
    with pytest.raises(RecordingInvalid):
        decode(msgspec.json.encode(raw))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000])
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(RecordingInvalid):
        decode(content)
