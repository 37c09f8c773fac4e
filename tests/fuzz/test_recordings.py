"""Recordings, fuzzed: each is replayed, shown and exported again as it came, or refused in words."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builds.consistency import RecordingInvalid
from builds.recording import decode, encode
from builds.state import fold
from tests.figures import fuzzed as noted
from tests.figures import note
from tests.fuzz.mutations import spoilt_bytes, spoilt_json
from tests.recordings import HERE
from tests.site import Guest
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
READ, SENT = size(60, 4000), size(10, 500)
FUZZ = settings(
    max_examples=READ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)
FILES = [path.read_bytes() for path in sorted(HERE.glob("*.json")) if path.stat().st_size < 40_000]


def spoilt(file: bytes) -> st.SearchStrategy[bytes]:
    values = spoilt_json(json.loads(file)).map(lambda document: json.dumps(document).encode())
    return values | spoilt_bytes(file)


recordings = st.sampled_from(FILES).flatmap(spoilt)


@FUZZ
@given(recordings)
def test_any_recording_is_replayed_and_stays_the_same_or_is_refused(content: bytes) -> None:
    try:
        recording = decode(content)
    except RecordingInvalid:
        return
    fold("fuzzed", list(recording.entries()), recording.recorded_at)
    assert decode(encode(recording)).events == recording.events


@pytest.mark.usefixtures("unharmed")
def test_any_recording_sent_is_shown_whole_or_refused(owner: Guest) -> None:
    kept = 0

    @settings(FUZZ, max_examples=SENT)
    @given(recordings)
    def fuzz(content: bytes) -> None:
        nonlocal kept
        answer = owner.send("POST", "/api/recordings", data=content)
        assert answer.status_code in (201, 422), answer.text
        if answer.status_code == 422:
            assert answer.json()["detail"]
            return
        kept += 1
        place, state = answer.headers["Location"], answer.json()
        for path in ("", "/events", "/recording"):
            assert owner.get(f"{place}{path}").status_code == 200
        if place.startswith("/api/builds/"):
            for path in (
                "/files",
                "/waste",
                *(f"/layers/{layer['index']}/files" for layer in state["layers"]),
            ):
                assert owner.get(f"{place}{path}").status_code == 200
            assert owner.get(f"/builds/{state['id']}").status_code == 200
        assert owner.send("DELETE", f"/api/recordings/{state['id']}").status_code == 204

    fuzz()
    noted("recordings, sent", SENT)
    note("Recordings spoilt: read; sent", f"{READ:,}; {SENT:,}, of which {kept} could be kept")
