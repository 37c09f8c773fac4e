"""How often the kernel ran out of a control group's memory and killed for it.

On v1 the group's own counter (`memory.failcnt`) also rises when only page cache had to go, and `oom_kill` is
kept by the group of whoever was killed, which ends with the step. The kernel's notification is exact.
"""

import contextlib
import os
from pathlib import Path


class OomWatch:
    """Counts from its making until `close`."""

    def __init__(self, group: Path, unified: bool) -> None:
        self._events = group / "memory.events" if unified else None
        self._count = 0
        self._told = -1 if unified else _listen(group)

    def count(self) -> int:
        if self._events:
            return _oom_kills(self._events.read_text())
        with contextlib.suppress(BlockingIOError):  # nothing since the last look
            self._count += os.eventfd_read(self._told)
        return self._count

    def close(self) -> None:
        if self._told >= 0:
            os.close(self._told)
            self._told = -1


def _listen(group: Path) -> int:
    """A descriptor to which the kernel adds 1 each time."""
    told = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
    control = os.open(group / "memory.oom_control", os.O_RDONLY | os.O_CLOEXEC)
    try:
        (group / "cgroup.event_control").write_text(f"{told} {control}")
    except OSError:
        os.close(told)
        raise
    finally:
        os.close(control)
    return told


def _oom_kills(events: str) -> int:
    return int(dict(line.split() for line in events.splitlines()).get("oom_kill", 0))
