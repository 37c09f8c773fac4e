import hashlib
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds.consistency import RecordingInvalid
from builds.recording import IMPORT_BYTES, MAX_BYTES, decode, encode
from builds.state import fold
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


@pytest.mark.parametrize("version", [0, 2, "1", None, [1]])
def test_another_version_is_named(version: object) -> None:
    raw = msgspec.json.decode((HERE / "first-build.json").read_bytes())
    with pytest.raises(RecordingInvalid, match="expected version 1") as refused:
        decode(msgspec.json.encode(raw | {"version": version}))
    assert f"got version {version}" in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b'{"format": "other"}']
)
def test_what_is_no_recording_is_refused(content: bytes) -> None:
    with pytest.raises(RecordingInvalid):
        decode(content)


def test_a_recording_that_is_too_large_is_not_read() -> None:
    with pytest.raises(RecordingInvalid, match="expected at most"):
        decode(b" " * (IMPORT_BYTES + 1))


@given(name=st.sampled_from(NAMES), data=st.data())
def test_a_damaged_recording_never_breaks_the_reader(name: str, data: st.DataObject) -> None:
    """Any value put in any place: it is refused, or can be folded, listed and encoded again."""
    raw = msgspec.json.decode((HERE / f"{name}.json").read_bytes())
    del raw["evidence"]
    _put(raw, data)
    try:
        recording = decode(msgspec.json.encode(raw))
    except RecordingInvalid:
        return
    msgspec.json.encode(fold("x", recording.entries()))
    assert all(recording.changes(chain_id) is not None for chain_id in recording.listings)
    assert decode(encode(recording)) == decode(encode(decode(encode(recording))))


STRANGE: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.just([])
    | st.just({})
)


def _put(raw: dict[str, Any], data: st.DataObject) -> None:
    """A strange value, somewhere in it."""
    node: Any = raw
    for _ in range(4):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        below = node[key]
        if not isinstance(below, dict | list) or not below or data.draw(st.booleans()):
            node[key] = data.draw(STRANGE)
            return
        node = below
