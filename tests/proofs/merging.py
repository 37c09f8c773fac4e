"""What an image's layers make together and store in vain, worked out naively from their tars' entries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from tests.proofs.trees import WHITEOUT, Node, Tree, put_on

Entries = Sequence[tuple[str, Node]]


class Merged(msgspec.Struct, frozen=True):
    """Of one path. `layers` list it, bottom first; `gone` is the layer from which on it is there no more."""

    type: str
    layers: tuple[int, ...]
    gone: int | None


def merge(layers: Sequence[Entries]) -> Mapping[str, Merged]:
    trees = list(_stacked(layers))
    listed = defaultdict[str, list[int]](list)
    for index, entries in enumerate(layers):
        for path in dict.fromkeys(path for path, _ in entries):
            if path and not path.rpartition("/")[2].startswith(WHITEOUT):
                listed[path].append(index)
    return {path: _merged(path, trees, tuple(found)) for path, found in listed.items()}


def efficiency(layers: Sequence[Entries]) -> tuple[int, int, int]:
    """As dive has it: the bytes of paths found more than once; of each path the least found; all found."""
    found = defaultdict[str, list[int]](list)
    trees = [{}, *_stacked(layers)]
    for entries, below in zip(layers, trees, strict=False):
        for path, size in _leaves(entries, below):
            found[path].append(size)
    wasted = sum(sum(sizes) for sizes in found.values() if len(sizes) > 1)
    return wasted, sum(map(min, found.values())), sum(map(sum, found.values()))


def _stacked(layers: Sequence[Entries]) -> Iterator[Tree]:
    tree: Tree = {}
    for entries in layers:
        tree = put_on(tree, entries)
        yield tree


def _merged(path: str, trees: Sequence[Tree], layers: tuple[int, ...]) -> Merged:
    last = max(index for index, tree in enumerate(trees) if path in tree)
    node = trees[last][path]
    gone = last + 1 if last + 1 < len(trees) else None
    return Merged("hardlink" if node.hard is not None else node.type, layers, gone)


def _leaves(entries: Entries, below: Tree) -> Iterator[tuple[str, int]]:
    """Files, links, empty directories; whiteouts, with the bytes of all files in the directory they hide."""
    paths = {path for path, _ in entries if not path.rpartition("/")[2].startswith(WHITEOUT * 2)}
    around = {"/".join(path.split("/")[:count]) for path in paths for count in range(1, path.count("/") + 1)}
    for path, node in dict(entries).items():
        folder, _, name = path.rpartition("/")
        if not path or path in around or path not in paths:
            continue
        if not name.startswith(WHITEOUT):
            yield path, node.size
            continue
        hidden = f"{folder}/{name.removeprefix(WHITEOUT)}".lstrip("/")
        inside = [x for other, x in below.items() if other.startswith(f"{hidden}/") and x.hard is None]
        yield hidden, sum(x.size for x in inside)
