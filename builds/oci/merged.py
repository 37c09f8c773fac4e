"""What an image's layers make together: which one supplies each path, which ones it hides, what is gone."""

from collections.abc import Iterable, Sequence

import msgspec

from builds.oci.listing import Change
from builds.oci.lower import LowerLayers


class MergedPath(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A path that a container sees, as the highest layer with it has it; or one that none sees any more.

    Layers are counted from the bottom, from 0.
    """

    found: Change
    layer: int | None
    """Supplies it; None of a directory that no layer lists, and of what is gone."""
    hides: tuple[int, ...]
    """The lower layers that hold it, too; of what is gone, all that do."""
    gone: int | None
    """The layer that hides it from all above: by a whiteout, an opaque directory, or a file where it lay."""


def merge(layers: Iterable[Sequence[Change]]) -> list[MergedPath]:
    """In order of path; of the layers' listings, bottom first. Raises LayerInvalid for too much."""
    tree, holders = LowerLayers(), dict[str, tuple[int, ...]]()
    gone: dict[str, tuple[int, Change]] = {}
    for index, changes in enumerate(layers):
        gone.update((change.path, (index, change)) for change in tree.apply(changes))
        for change in changes:
            if change.change != "deleted" and change.path:
                holders[change.path] = (*holders.get(change.path, ()), index)
    merged = {change.path: _visible(change, holders.get(change.path, ())) for change in tree}
    for path, (index, change) in gone.items():
        if path not in merged:
            merged[path] = MergedPath(change, None, holders.get(path, ()), index)
    return [merged[path] for path in sorted(merged)]


def _visible(change: Change, holders: tuple[int, ...]) -> MergedPath:
    return MergedPath(change, holders[-1] if holders else None, holders[:-1], None)
