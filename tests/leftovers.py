"""What an instance that has stopped should not have left on the host."""

import time
from pathlib import Path

from engine.instance import claim


def leftovers(var: Path) -> list[str]:
    """Sockets, control groups, mounts and loop devices of the instance of `var`."""
    instance = claim(var)
    groups = Path("/sys/fs/cgroup").glob(f"*/{instance.cgroup}")
    mounts = Path("/proc/self/mountinfo").read_text().splitlines()
    loops = Path("/sys/block").glob("loop*/loop/backing_file")
    return [
        *([str(instance.run_dir)] if instance.run_dir.exists() else []),
        *map(str, groups),
        *(mount for mount in mounts if str(var) in mount),
        *(str(loop) for loop in loops if loop.read_text().startswith(str(var))),
    ]


def wait_gone(pids: set[int], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while remaining := {pid for pid in pids if Path(f"/proc/{pid}").exists()}:
        assert time.monotonic() < end, remaining
        time.sleep(0.05)
