"""How much is proven: a sample by `make test`, all of it by `make prove`, which sets PROVE=1."""

import os

FULL = os.environ.get("PROVE") == "1"


def size(sample: int, full: int) -> int:
    return full if FULL else sample
