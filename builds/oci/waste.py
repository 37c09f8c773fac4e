"""How much of an image is stored in vain, as dive defines it (`Efficiency` in dive/filetree/efficiency.go).

A layer's leaves count: files, links, empty directories and whiteouts. Each time a path is a leaf, its size
is added up: a file's own; of a whiteout that of all files in the directory it hides, nothing where it hides a
file. What a path found more than once comes to is wasted, the last copy included. The efficiency is the sum,
over all paths, of the smallest size found, divided by the sum of all sizes found. Opaque folders are passed
over. dive stops reading a layer at a whiteout of nothing; here that counts as nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec

from builds.oci.listing import Change


class WastedPath(msgspec.Struct, frozen=True):
    """`layers` hold it or hide it; `size` is what they store for it together."""

    path: str
    size: int
    layers: tuple[int, ...]


class Waste(msgspec.Struct, frozen=True):
    """`size` is that of all files in all layers; `paths` the wasteful ones, the largest first."""

    size: int
    wasted_bytes: int
    efficiency: float
    paths: tuple[WastedPath, ...]


class _Again:
    """A path found more than once."""

    __slots__ = ("layers", "least", "total")

    def __init__(self, layer: int, size: int) -> None:
        self.layers: tuple[int, ...] = (layer,)
        self.least = self.total = size

    def add(self, layer: int, size: int) -> None:
        self.layers = (*self.layers, layer)
        self.least = min(self.least, size)
        self.total += size


def measure(layers: Sequence[Sequence[Change]]) -> Waste:
    """Of the layers' listings, bottom first."""
    once: dict[str, tuple[int, int]] = {}
    again: dict[str, _Again] = {}
    stack = _Stack()
    hiding = [index for index, changes in enumerate(layers) if any(change.whiteout for change in changes)]
    for index, changes in enumerate(layers):
        for path, size in _leaves(changes, stack):
            if first := once.get(path):
                again.setdefault(path, _Again(*first)).add(index, size)
            else:
                once[path] = index, size
        if hiding and index < hiding[-1]:
            stack.apply(changes)
    found = sum(size for _, size in once.values())
    least = found + sum(path.least - once[name][1] for name, path in again.items())
    total = found + sum(path.total - once[name][1] for name, path in again.items())
    wasted = [WastedPath(name, path.total, path.layers) for name, path in again.items()]
    return Waste(
        size=sum(change.size for changes in layers for change in changes if change.change != "deleted"),
        wasted_bytes=sum(path.size for path in wasted),
        efficiency=least / total if total else 1.0,
        paths=tuple(sorted(wasted, key=lambda path: (-path.size, path.path))),
    )


def _leaves(changes: Sequence[Change], stack: "_Stack") -> Iterator[tuple[str, int]]:
    around = set[str]()
    for change in changes:
        if change.change != "deleted" or change.whiteout:
            folder = change.path.rpartition("/")[0]
            while folder and folder not in around:
                around.add(folder)
                folder = folder.rpartition("/")[0]
    for change in changes:
        if change.whiteout:
            yield change.path, stack.weight(change.path)
        if change.change != "deleted" and change.path and change.path not in around:
            yield change.path, change.size


class _Stack:
    """The layers so far, put one upon the other as dive does it: a file in place of a directory keeps what
    lay in that, and a directory that no layer lists is none."""

    def __init__(self) -> None:
        self._sizes: dict[str, int | None] = {}  # None of a directory
        self._inside: dict[str, set[str]] = {}

    def apply(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.whiteout:
                self._remove(change.path)
        for change in changes:
            if change.change != "deleted" and change.path:
                self._add(change.path)
                self._sizes[change.path] = None if change.type == "directory" else change.size

    def weight(self, path: str) -> int:
        if self._sizes.get(path, 0) is not None:
            return 0
        return sum(self._sizes[below] or 0 for below in self._below(path))

    def _below(self, path: str) -> list[str]:
        found = [path]
        for one in found:  # which grows while it is walked
            found.extend(self._inside.get(one, ()))
        return found

    def _add(self, path: str) -> None:
        while path and path not in self._sizes:
            self._sizes[path] = 0
            folder = path.rpartition("/")[0]
            self._inside.setdefault(folder, set()).add(path)
            path = folder

    def _remove(self, path: str) -> None:
        if path not in self._sizes:
            return
        for below in self._below(path):
            del self._sizes[below]
            self._inside.pop(below, None)
        self._inside[path.rpartition("/")[0]].discard(path)
