import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds.consistency import RecordingInvalid
from builds.oci.listing import Change, pack
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


Raw = dict[str, Any]


def _event(raw: Raw, kind: str) -> Raw:
    found: Raw = next(event for event in raw["events"] if event["type"] == kind)
    return found


def _renumber(raw: Raw) -> None:
    for number, event in enumerate(raw["events"], start=1):
        event["seq"] = number


def _drop_event(raw: Raw) -> None:
    del raw["events"][3]


def _end_twice(raw: Raw) -> None:
    raw["events"].append({**raw["events"][-1], "seq": len(raw["events"]) + 1})


def _never_end(raw: Raw) -> None:
    raw["events"].pop()


def _say_nothing(raw: Raw) -> None:
    raw["events"], raw["listings"] = [], {}


def _point_nowhere(raw: Raw) -> None:
    _event(raw, "step_started")["step"] = 99


def _point_below(raw: Raw) -> None:
    _event(raw, "step_finished")["step"] = -1


def _plan_twice(raw: Raw) -> None:
    raw["events"].insert(2, dict(raw["events"][1]))
    _renumber(raw)


def _finish_twice(raw: Raw) -> None:
    place = raw["events"].index(_event(raw, "step_finished"))
    raw["events"].insert(place, dict(raw["events"][place]))
    _renumber(raw)


def _run_a_setting(raw: Raw) -> None:
    _event(raw, "step_started")["step"] = 6


def _lose_a_layer(raw: Raw) -> None:
    _event(raw, "layer_recorded")["index"] = 7


def _spoil_a_digest(raw: Raw) -> None:
    _event(raw, "layer_recorded")["digest"] = "sha256:../../etc/passwd"


def _swap_a_diff_id(raw: Raw) -> None:
    _event(raw, "layer_recorded")["diff_id"] = "sha256:" + "0" * 64


def _name_a_strange_type(raw: Raw) -> None:
    _event(raw, "layer_recorded")["media_type"] = "text/html\r\nSet-Cookie: a=b"


def _weigh_too_much(raw: Raw) -> None:
    _event(raw, "layer_recorded")["size"] = 2**50


def _weigh_less_than_nothing(raw: Raw) -> None:
    _event(raw, "layer_recorded")["unpacked_size"] = -1


def _weigh_another_sum(raw: Raw) -> None:
    _event(raw, "image_recorded")["size"] += 1


def _count_other_files(raw: Raw) -> None:
    _event(raw, "layer_recorded")["files"]["added"] += 1


def _last_beyond_numbers(raw: Raw) -> None:
    _event(raw, "step_finished")["seconds"] = 10**400


def _number_beyond_pages(raw: Raw) -> None:
    _event(raw, "started")["attempt"] = 10**30


def _be_in_the_far_future(raw: Raw) -> None:
    raw["events"][0]["at"] = 1e18


def _lose_a_listing(raw: Raw) -> None:
    raw["listings"].popitem()


def _spoil_a_listing(raw: Raw) -> None:
    raw["listings"][next(iter(raw["listings"]))] = "AXh4"


def _relist(changes: list[Change]) -> Callable[[Raw], None]:
    """The top layer's listing is this, and its counts agree."""

    def spoil(raw: Raw) -> None:
        layer = [event for event in raw["events"] if event["type"] == "layer_recorded"][-1]
        layer["files"] = {"added": len(changes), "changed": 0, "deleted": 0}
        raw["listings"][layer["chain_id"]] = base64.b64encode(pack(changes)).decode()

    return spoil


def _listed(*paths: str, size: int = 1) -> list[Change]:
    return [Change(path, "added", "file", 0o644, 0, 0, size, 0, None) for path in paths]


def _bomb(raw: Raw) -> None:
    packed = b"\x01" + zlib.compress(bytes(200_000_000), 9)
    raw["listings"][next(iter(raw["listings"]))] = base64.b64encode(packed).decode()


def _bring_a_strange_blob(raw: Raw) -> None:
    raw["blobs"] = {f"sha256:{hashlib.sha256(b'x').hexdigest()}": base64.b64encode(b"x").decode()}


def _bring_a_wrong_blob(raw: Raw) -> None:
    raw["blobs"] = {_event(raw, "layer_recorded")["digest"]: base64.b64encode(b"x").decode()}


def _ask_for_what_is_unknown(raw: Raw) -> None:
    raw["kind"] = "bake"


def _ask_for_something_else(raw: Raw) -> None:
    raw["kind"] = "run"


def _ask_nonsense(raw: Raw) -> None:
    raw["request"] = {"dockerfile": 5}


SPOILED: list[tuple[Callable[[Raw], None], str]] = [
    (_drop_event, "numbered from 1 without gaps, at 4, got 5"),
    (_end_twice, "one terminal event, got several"),
    (_never_end, "a terminal event at the end"),
    (_say_nothing, "a terminal event at the end"),
    (_point_nowhere, "a step below 7, got 99"),
    (_point_below, "a step below 7, got -1"),
    (_plan_twice, "one plan, got two"),
    (_finish_twice, "expected step 0 to be pending or running, got finished"),
    (_run_a_setting, "expected step 6 to be pending, got settings"),
    (_lose_a_layer, "expected layer 0, got 7"),
    (_spoil_a_digest, "sha256: and 64 hex digits, got sha256:../../etc/passwd"),
    (_swap_a_diff_id, "expected the chainID"),
    (_name_a_strange_type, "a media type"),
    (_weigh_too_much, "a size from 0 to"),
    (_weigh_less_than_nothing, "a size from 0 to"),
    (_weigh_another_sum, "expected an image of"),
    (_count_other_files, "added paths in layer 0"),
    (_last_beyond_numbers, ""),
    (_number_beyond_pages, "at most 2**53 in event 1"),
    (_be_in_the_far_future, "Unix seconds before the year 2100"),
    (_lose_a_listing, "a listing for every layer"),
    (_spoil_a_listing, "in the listing of sha256:"),
    (_relist(_listed("b", "a")), "paths in order, each once, got a"),
    (_relist(_listed("a", "a")), "paths in order, each once, got a"),
    (_relist(_listed("../etc/passwd")), "a plain path relative to the root, got ../etc/passwd"),
    (_relist(_listed("/etc/passwd")), "a plain path relative to the root"),
    (_relist(_listed("a//b")), "a plain path relative to the root"),
    (_relist(_listed("", "")), "paths in order, each once"),
    (_relist(_listed("a" * 5000)), "a plain path relative to the root"),
    (_relist(_listed("a", size=2**60)), "a size from 0 to"),
    (_bomb, "a whole listing of at most"),
    (_bring_a_strange_blob, "blobs of the layers alone"),
    (_bring_a_wrong_blob, "expected the blob sha256:"),
    (_ask_for_what_is_unknown, "a recording of build, run"),
    (_ask_for_something_else, "a recording of version 1"),
    (_ask_nonsense, "$.dockerfile"),
]


@pytest.mark.parametrize(("spoil", "words"), SPOILED)
def test_an_inconsistent_recording_is_refused_with_what_is_wrong(
    spoil: Callable[[Raw], None], words: str
) -> None:
    raw = msgspec.json.decode((HERE / "first-build.json").read_bytes())
    spoil(raw)
    content = json.dumps(raw).encode()  # which writes numbers of any size
    with pytest.raises(RecordingInvalid) as refused:
        decode(content)
    assert words in str(refused.value)
    assert len(str(refused.value)) < 500


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


def _put(raw: Raw, data: st.DataObject) -> None:
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


@pytest.mark.parametrize(
    ("layer", "change", "words"),
    [
        (None, {"size": 1}, "expected an image of"),
        (0, {"index": 1}, "expected layer 0"),
        (1, {"step": 99}, "a step below"),
        (1, {"diff_id": "sha256:" + "0" * 64}, "expected the chainID"),
    ],
)
def test_stages_that_stay_behind_are_checked_as_the_image_is(
    layer: int | None, change: Raw, words: str
) -> None:
    raw = msgspec.json.decode((HERE / "unused-stage.json").read_bytes())
    stage = _event(raw, "stage_recorded")
    (stage if layer is None else stage["layers"][layer]).update(change)
    with pytest.raises(RecordingInvalid, match=words):
        decode(msgspec.json.encode(raw))
