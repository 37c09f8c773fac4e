"""What one engine may use, and how many may run. Each is an environment variable of the engine service."""

import os

import msgspec

from engine.instance import ENGINES

KiB, MiB = 1 << 10, 1 << 20


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Field `x_y` is read from `ENGINE_X_Y`."""

    running: int = 8
    """Engines running at once; the least recently used idle one makes room. `limits_from` has more of them on
    a machine with more memory."""
    idle_seconds: int = 600
    """An engine without a lease stops after this long; its disks stay."""
    lease_seconds: int = 900
    """Longest a lease may be asked for."""
    kept: int = 1024
    """Engines that have disks, running or not; the one unused for longest is removed for a newcomer."""
    unused_days: int = 30
    """An engine that nobody used for so long is removed with its disks."""
    free_mib: int = 2048
    """Kept free on the host's disk: when less is, the engines unused for longest are removed."""
    connection_seconds: int = 60
    """A connection without a lease is closed when nothing is said on it for so long."""
    names_per_minute: int = 200
    """Different learners that one user's connections may name within a minute; root may name all."""
    start_seconds: int = 30
    memory_mib: int = 512
    """Daemon, build steps and page cache together."""
    step_memory_mib: int = 288
    pids: int = 300
    step_pids: int = 160
    cpu_percent: int = 100
    """Of one processor."""
    state_mib: int = 128
    """Disk for the daemon's own databases, out of a learner's reach."""
    bulk_mib: int = 1024
    """Disk for layers and caches."""
    full_percent: int = 85
    """A disk as full as that is pruned before the engine is lent again."""
    state_inodes: int = 8192
    bulk_inodes: int = 65536
    """Files and folders that a new disk can hold."""
    step_log_kib: int = 4096
    """Output of one build step; BuildKit leaves out what comes after."""
    step_log_kib_per_second: int = 1024


ENGINE_SHARE = 256 * MiB
"""Of the machine's memory, for each engine that runs: an idle one takes 39 MB and what it has cached."""
MOST_RUNNING = 32


def places(memory: int) -> int:
    """How many engines may run at once on a machine with so many bytes."""
    return max(Limits().running, min(MOST_RUNNING, memory // ENGINE_SHARE))


def limits_from(environment: dict[str, str] | os._Environ[str]) -> Limits:
    """Raises ValueError naming the variable that is no whole number above 0, or too large."""
    chosen = {"running": places(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))}
    for field in Limits.__struct_fields__:
        name = f"ENGINE_{field.upper()}"
        if (text := environment.get(name, "")) == "":
            continue
        if not (text.isascii() and text.isdecimal()) or int(text) == 0:
            raise ValueError(f"{name} must be a whole number above 0, not {text!r}")
        chosen[field] = int(text)
    if (full := chosen.get("full_percent", 1)) > 100:
        raise ValueError(f"ENGINE_FULL_PERCENT must be at most 100, not {full}")
    if (kept := chosen.get("kept", 1)) > ENGINES:
        raise ValueError(
            f"ENGINE_KEPT must be at most {ENGINES}, as many as have uids of their own, not {kept}"
        )
    return Limits(**chosen)
