"""How much is proven: a small sample by `make test`, all of it by `make prove`, which sets PROVE=1."""

import os

import msgspec

FULL = os.environ.get("PROVE") == "1"


class Size(msgspec.Struct, frozen=True):
    small: int
    full: int

    @property
    def now(self) -> int:
        return self.full if FULL else self.small


BUILDS = Size(small=6, full=200)
"""Random Dockerfiles built."""
EDITS = Size(small=6, full=100)
"""Random edits that BuildKit answers by rebuilding something."""
