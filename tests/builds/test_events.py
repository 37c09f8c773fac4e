from typing import get_args

import msgspec
import pytest

from builds.events import BuildEvent, Entry, Failed, Logged, StepFinished, from_wire, to_wire
from tests.recordings import load_all


def test_every_recorded_event_survives_the_wire() -> None:
    entries = [entry for recording in load_all() for entry in recording.entries()]
    kinds = {type(entry.event) for entry in entries}
    assert len(kinds) >= 10
    for entry in entries:
        wire = msgspec.json.decode(msgspec.json.encode(to_wire(entry)))
        assert from_wire(wire) == entry


def test_the_wire_is_one_flat_object() -> None:
    entry = Entry(3, 1.5, StepFinished(2, cached=None, seconds=0.5))
    assert to_wire(entry) == {
        "seq": 3,
        "at": 1.5,
        "type": "step_finished",
        "step": 2,
        "cached": None,
        "seconds": 0.5,
        "base": None,
    }


def test_every_event_has_a_tag_of_its_own() -> None:
    tags = [kind.__struct_config__.tag for kind in get_args(BuildEvent)]
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize(
    "fields",
    [
        {"seq": 1, "at": 1.0, "type": "exploded"},
        {"seq": "1", "at": 1.0, "type": "cancelled"},
        {"seq": 1, "at": 1.0, "type": "logged", "step": None, "stream": "nowhere", "text": ""},
    ],
)
def test_another_vocabulary_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        from_wire(fields)


def test_events_cannot_be_changed() -> None:
    for event in (Logged(None, "stdout", "x"), Failed("step", "x", 1, 2, None)):
        with pytest.raises(AttributeError):
            event.step = 5  # type: ignore[misc]
