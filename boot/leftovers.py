"""Control groups of an instance, once nothing runs in them any more."""

import contextlib
from pathlib import Path

from engine.cgroups import CgroupsMissing, find_trees
from engine.instance import Instance


def remove_cgroups(instance: Instance) -> None:
    """Only empty ones can be removed; the engine service has ended what ran in them."""
    try:
        trees = find_trees()
    except CgroupsMissing:
        return
    for tree in trees:
        group = tree.root / instance.cgroup
        for folder in (group / "engines", group, group.parent):
            _remove(folder)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
