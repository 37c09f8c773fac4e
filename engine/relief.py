"""An engine whose disk is nearly full is pruned before it is lent: what one build filled, the next can use.

BuildKit's own limit comes too late for that, and counts neither images nor containers.
"""

import asyncio
import json
import os
import urllib.parse
from pathlib import Path

from engine import daemon, disks
from engine.protocol import Relief

ENOUGH = 0.75
"""Of the mark: pruning goes on until no disk is fuller than that."""
SECONDS = 20.0
_NAMED = {"dangling": ["false"]}


def _images(**filters: list[str]) -> str:
    return "/images/prune?filters=" + urllib.parse.quote(json.dumps(_NAMED | filters))


PRUNES = (_images(until=["24h"]), "/build/prune?all=1", _images())
"""What is missed least comes first: old images, the build cache, all images. Containers are the learner's to
remove: they chose to keep them."""


def fullness(home: Path) -> int:
    """Of the fuller disk, in percent of its blocks or inodes, whichever are scarcer. Both are mounted."""
    found = [os.statvfs(home / name) for name in (disks.STATE, disks.BULK)]
    used = [1 - disk.f_bavail / disk.f_blocks for disk in found]
    used += [1 - disk.f_favail / disk.f_files for disk in found]
    return round(100 * max(used))


async def relieve(home: Path, socket: int, full_percent: int) -> Relief | None:
    """None where no disk was as full as that."""
    if fullness(home) < full_percent:
        return None
    before = _used(home)
    try:
        async with asyncio.timeout(SECONDS):
            for path in PRUNES:
                await daemon.post(socket, path)
                if fullness(home) <= ENOUGH * full_percent:
                    break
    except (OSError, TimeoutError):
        pass  # what could be pruned is; the learner is told how full it still is
    return Relief(max(0, before - _used(home)), fullness(home))


def _used(home: Path) -> int:
    found = [os.statvfs(home / name) for name in (disks.STATE, disks.BULK)]
    return sum((disk.f_blocks - disk.f_bfree) * disk.f_frsize for disk in found)
