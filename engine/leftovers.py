"""What a service that was killed may have left running, and the control groups of one that ends."""

import asyncio
import time

from engine.cgroups import Box, CgroupsMissing, find_trees
from engine.machine import KILL_SECONDS, POLL


async def end(cgroup: str) -> None:
    """End every process below the instance's own `cgroup`."""
    try:
        trees = find_trees()
    except CgroupsMissing:
        return  # said by every start
    parent = trees[0].root / cgroup
    end = time.monotonic() + KILL_SECONDS
    for group in parent.iterdir() if parent.is_dir() else ():
        if not group.is_dir():
            continue
        box = Box(trees, cgroup, int(group.name))
        while not box.kill() and time.monotonic() < end:
            await asyncio.sleep(POLL)
        box.remove()


def remove_cgroups(cgroup: str) -> None:
    try:
        trees = find_trees()
    except CgroupsMissing:
        return
    for tree in trees:
        if (tree.root / cgroup).is_dir():
            (tree.root / cgroup).rmdir()
