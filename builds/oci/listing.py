"""What a layer holds: its entries, in the order of its tar, and what they change in the layers below."""

import msgspec

from builds.events import FileCounts


class LayerFacts(msgspec.Struct, frozen=True):
    """What is worth a column: `unpacked_size` is the tar's bytes; `empty` says that it holds no entry."""

    unpacked_size: int
    empty: bool
    files: FileCounts


class ListedLayer(msgspec.Struct, frozen=True):
    """A layer read for the first time. `packed` is its listing, for `unpack`."""

    diff_id: str
    digest: str
    facts: LayerFacts
    packed: bytes
