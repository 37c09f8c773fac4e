import json
from collections.abc import Callable

import msgspec
import pytest

from builds.consistency import RecordingInvalid
from builds.recording import decode
from tests.builds.spoiled import SPOILED, Raw, first_event
from tests.recordings import HERE


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
    stage = first_event(raw, "stage_recorded")
    (stage if layer is None else stage["layers"][layer]).update(change)
    with pytest.raises(RecordingInvalid, match=words):
        decode(msgspec.json.encode(raw))
