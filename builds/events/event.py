"""What all events are."""

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="type"):
    pass
