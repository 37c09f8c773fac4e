"""What all facts are that may decide a question. Each finds its value, as an option's `value` has it."""

from collections.abc import Sequence

import msgspec

from builds.state import LayerState
from labs.facts import BuildFacts

UNITS = ("B", "kB", "MB", "GB")


class Found(msgspec.Struct, frozen=True):
    """A fact as it was: `name` and `value` for reading, the rest for pointing."""

    kind: str
    name: str
    value: str
    layers: list[int] = []
    steps: list[int] = []
    path: str | None = None


class Deciding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    def find(self, facts: BuildFacts) -> Found | None:
        """None where this build does not have it. `facts` have an image, but for `outcome`."""
        raise NotImplementedError

    def _found(
        self, name: str, value: str, layers: Sequence[LayerState] = (), steps: Sequence[int] = ()
    ) -> Found:
        kind = str(self.__struct_config__.tag)
        return Found(kind, name, value, [layer.index for layer in layers], list(steps))


def rough(size: int) -> str:
    """One digit and a unit, decimal: 1,001,303 is "1 MB", 126 "100 B", 29 "30 B"."""
    if size <= 0:
        return "0 B"
    power = len(str(size)) - 1
    digit = (size * 2 // 10**power + 1) // 2
    number, unit = digit * 10 ** (power % 3), power // 3
    if number >= 1000:
        number, unit = number // 1000, unit + 1
    return f"{number} {UNITS[unit]}"


def size_of(layers: Sequence[LayerState]) -> int:
    return sum(layer.size for layer in layers)
