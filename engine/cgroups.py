"""Control groups of one engine: a box with limits, and in it the part the jail may manage itself.

    <parent>/<slot>            limits, root's own
    <parent>/<slot>/ns         root of the jail's cgroup namespace, delegated to the mapped root
    <parent>/<slot>/ns/daemon  dockerd and containerd
    <parent>/<slot>/ns/steps   build steps and containers, with limits of their own

Works on cgroup v1 (one tree per controller) and v2 (one tree).
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.limits import Limits, MiB
from engine.ooms import OomWatch

NEEDED = ("memory", "pids", "cpu", "cpuacct", "freezer", "blkio", "devices")
UNIFIED_NEEDED = ("memory", "pids", "cpu")
CPU_PERIOD = 100_000  # microseconds


class Tree(msgspec.Struct, frozen=True):
    """One mounted hierarchy. `name` is its folder below /sys/fs/cgroup, empty where it is that folder."""

    root: Path
    name: str
    controllers: tuple[str, ...]
    unified: bool


class CgroupsMissing(Exception):
    """This machine has no usable control groups."""


def find_trees(mountinfo: str | None = None) -> list[Tree]:
    """The hierarchies that together carry what an engine needs. Raises CgroupsMissing."""
    lines = (mountinfo or Path("/proc/self/mountinfo").read_text()).splitlines()
    trees = [tree for line in lines if (tree := _parse(line))]
    for tree in trees:
        if tree.unified and set(UNIFIED_NEEDED) <= set(tree.controllers):
            return [tree]
    legacy = [tree for tree in trees if not tree.unified and set(tree.controllers) & set(NEEDED)]
    missing = set(NEEDED) - {name for tree in legacy for name in tree.controllers}
    if missing:
        raise CgroupsMissing(f"no cgroup controller for {', '.join(sorted(missing))} is mounted")
    return legacy


def _parse(line: str) -> Tree | None:
    left, _, right = line.partition(" - ")
    root = Path(left.split()[4])
    kind, _, options = right.split()[:3]
    if kind == "cgroup2":
        listing = root / "cgroup.controllers"
        controllers = tuple(listing.read_text().split()) if listing.exists() else ()
        return Tree(root, "", controllers, unified=True)
    if kind == "cgroup":
        controllers = tuple(word for word in options.split(",") if word in NEEDED)
        return Tree(root, root.name, controllers, unified=False)
    return None


class Box:
    """The control groups of one engine, below `parent` (a relative path such as `layerlab/0/engines`)."""

    def __init__(self, trees: list[Tree], parent: str, slot: int) -> None:
        self.trees = trees
        self.path = f"{parent}/{slot}"

    def make(self, owner: int, limits: Limits) -> None:
        """Create the groups, hand `ns` and below to `owner` (a host uid) and set the limits."""
        for tree in self.trees:
            if tree.unified:
                _enable_down_to(tree, self.path)
            for part in ("ns", "ns/daemon", "ns/steps"):
                group = tree.root / self.path / part
                group.mkdir(parents=True, exist_ok=True)
                _delegate(group, owner)
        self._limit("", limits.memory_mib, limits.pids, limits.cpu_percent)
        if not self.unified:
            self._limit("ns/steps", limits.step_memory_mib, limits.step_pids, None)

    def limit_steps(self, limits: Limits) -> None:
        """On v2, once `ns` itself holds no process: let its children have controllers, then limit them."""
        if self.unified:
            _enable(self.trees[0].root / self.path / "ns")
            self._limit("ns/steps", limits.step_memory_mib, limits.step_pids, None)
            self._write("memory", "ns/steps", "memory.oom.group", "1")

    @property
    def unified(self) -> bool:
        return self.trees[0].unified

    def join(self, pid: int = 0) -> None:
        """Move a process (0: the caller) into `ns`."""
        for tree in self.trees:
            (tree.root / self.path / "ns/cgroup.procs").write_text(str(pid))

    def open_daemon(self) -> list[int]:
        """Descriptors of `ns/daemon/cgroup.procs`, to be written after the folders are out of sight."""
        return [os.open(tree.root / self.path / "ns/daemon/cgroup.procs", os.O_WRONLY) for tree in self.trees]

    def watch_steps(self) -> OomWatch:
        """A count of the steps' processes that are killed for memory from now on, once they are limited."""
        return OomWatch(self._group("memory", "ns/steps"), self.unified)

    def processes(self) -> list[int]:
        """Every process in the box, in no order."""
        tree = self.trees[0]
        return [int(pid) for group in _below(tree.root / self.path) for pid in _pids(group)]

    def kill(self) -> bool:
        """SIGKILL everything; True once the box is empty, so call it again until then."""
        pids = self.processes()
        for pid in pids:
            with_signal(pid, signal.SIGKILL)
        return not pids

    def remove(self) -> None:
        """Remove the empty groups, innermost first."""
        for tree in self.trees:
            for group in _below(tree.root / self.path):
                group.rmdir()

    def _limit(self, part: str, memory_mib: int, pids: int, cpu_percent: int | None) -> None:
        memory, quota = str(memory_mib * MiB), str((cpu_percent or 0) * CPU_PERIOD // 100)
        self._write("pids", part, "pids.max", str(pids))
        if self.unified:
            self._write("memory", part, "memory.max", memory)
            self._write("memory", part, "memory.swap.max", "0", optional=True)
        else:
            self._write("memory", part, "memory.limit_in_bytes", memory)
        if cpu_percent and self.unified:
            self._write("cpu", part, "cpu.max", f"{quota} {CPU_PERIOD}")
        elif cpu_percent:
            self._write("cpu", part, "cpu.cfs_quota_us", quota)
            self._write("cpu", part, "cpu.shares", "256")

    def _write(self, controller: str, part: str, file: str, value: str, optional: bool = False) -> None:
        path = self._group(controller, part) / file
        if not optional or path.exists():
            path.write_text(value)

    def _group(self, controller: str, part: str) -> Path:
        tree = next(tree for tree in self.trees if controller in tree.controllers)
        return tree.root / self.path / part


def with_signal(pid: int, number: signal.Signals) -> None:
    """Signal a process that may already be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _delegate(group: Path, owner: int) -> None:
    os.chown(group, owner, owner)
    for file in ("cgroup.procs", "tasks", "cgroup.threads", "cgroup.subtree_control"):
        if (group / file).exists():
            os.chown(group / file, owner, owner)


def _enable_down_to(tree: Tree, path: str) -> None:
    group = tree.root
    _enable(group)
    for part in path.split("/"):
        group = group / part
        group.mkdir(exist_ok=True)
        _enable(group)


def _enable(group: Path) -> None:
    (group / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in UNIFIED_NEEDED))


def _below(group: Path) -> Iterator[Path]:
    """The group and all below it, innermost first; nothing where it does not exist."""
    if group.is_dir():
        for child in group.iterdir():
            if child.is_dir():
                yield from _below(child)
        yield group


def _pids(group: Path) -> list[str]:
    try:
        return (group / "cgroup.procs").read_text().split()
    except FileNotFoundError:
        return []
