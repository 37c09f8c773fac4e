"""A line of a log, and its form on the wire."""

import msgspec

from builds.events.every import BuildEvent


class Entry(msgspec.Struct, frozen=True):
    """A line of the log: `seq` from 1 without gaps, `at` the Unix time in seconds it was recorded.

    On the wire it is one flat object: `{"seq": 1, "at": 1790000000.0, "type": "started", …}`.
    """

    seq: int
    at: float
    event: BuildEvent


def to_wire(entry: Entry) -> dict[str, object]:
    """The entry as one flat JSON object."""
    fields: dict[str, object] = msgspec.to_builtins(entry.event)
    return {"seq": entry.seq, "at": entry.at, **fields}


def from_wire(fields: dict[str, object]) -> Entry:
    """The inverse of `to_wire`. Raises msgspec.ValidationError."""
    rest = {key: value for key, value in fields.items() if key not in ("seq", "at")}
    return Entry(
        msgspec.convert(fields["seq"], int),
        msgspec.convert(fields["at"], float),
        msgspec.convert(rest, BuildEvent),
    )
