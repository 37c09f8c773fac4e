"""All engines of one instance: who has which, which run, who must make room."""

import asyncio
import os
import shutil
import stat
import time
from pathlib import Path

import msgspec

from engine import disks
from engine.cgroups import Box, CgroupsMissing, find_trees
from engine.jail import IDS
from engine.limits import Limits
from engine.machine import KILL_SECONDS, POLL, Machine
from engine.protocol import EngineStatus

SLOTS = 1024
"""Engines an instance can keep disks for; its uid range holds as many."""
BLOBS = ("content", "blobs", "sha256")


class Busy(Exception):
    """Every running engine is in use, or this one is; try again later."""


class Unknown(Exception):
    """There is no such engine or blob."""


class Engine(msgspec.Struct, eq=False):
    learner: str
    machine: Machine
    lock: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    leases: int = 0
    used: float = msgspec.field(default_factory=time.monotonic)

    @property
    def idle(self) -> bool:
        return self.machine.alive and not self.leases and not self.lock.locked()

    def status(self) -> EngineStatus:
        state = "ready" if self.machine.alive else "stopped"
        if self.lock.locked():
            state = "stopping" if state == "ready" else "starting"
        return EngineStatus(self.learner, state, self.leases, time.monotonic() - self.used)  # type: ignore[arg-type]


class Fleet:
    """`home` holds a folder per learner; `first_uid` opens the instance's uid range; `cgroup` is relative."""

    def __init__(self, home: Path, binaries: Path, cgroup: str, first_uid: int, limits: Limits) -> None:
        self.home, self.binaries, self.cgroup = home, binaries, cgroup
        self.first_uid, self.limits = first_uid, limits
        self.engines: dict[str, Engine] = {}

    async def open(self) -> None:
        """Read which engines exist and end what a crash left running."""
        for slot_file in self.home.glob("*/slot"):
            self._add(slot_file.parent.name, int(slot_file.read_text()))
        try:
            await self._sweep()
        except CgroupsMissing:
            return  # said by every start

    async def close(self) -> None:
        await asyncio.gather(
            *(self._stop(engine) for engine in self.engines.values() if engine.machine.alive)
        )
        self._remove_cgroups()

    async def ready(self, learner: str) -> tuple[Engine, bool]:
        """The learner's engine, running; True where it had to be started. Raises Busy, EngineFailed."""
        engine = self.engines.get(learner) or self._create(learner)
        async with engine.lock:
            engine.used = time.monotonic()
            if engine.machine.alive:
                return engine, False
            await self._make_room(engine)
            await engine.machine.stop()  # what a daemon that died by itself left
            await engine.machine.start()
        return engine, True

    async def reset(self, learner: str) -> None:
        """Empty the learner's disks. Raises Unknown, Busy while it is leased."""
        engine = self._known(learner)
        if engine.leases:
            raise Busy("the engine is in use; wait for its build to end, or cancel it")
        await self._stop(engine)
        disks.erase(engine.machine.home)

    async def remove(self, learner: str) -> None:
        await self.reset(learner)
        engine = self.engines.pop(learner)
        shutil.rmtree(engine.machine.home)

    async def open_blob(self, learner: str, digest: str) -> int:
        """A descriptor of the blob, read-only. No link is followed: the jail's root writes these folders."""
        self._known(learner)
        engine, _ = await self.ready(learner)
        folder = os.open(engine.machine.home / disks.BULK, os.O_PATH | os.O_DIRECTORY)
        try:
            for name in BLOBS:
                inner = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                os.close(folder)
                folder = inner
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            blob = os.open(digest.removeprefix("sha256:"), flags, dir_fd=folder)
        except OSError as error:
            raise Unknown(f"the engine holds no blob {digest}") from error
        finally:
            os.close(folder)
        if not stat.S_ISREG(os.fstat(blob).st_mode):
            os.close(blob)
            raise Unknown(f"{digest} is not a file")
        return blob

    def ooms(self, learner: str) -> int:
        """How often the learner's steps were killed for their memory since the engine started."""
        ooms = self._known(learner).machine.ooms
        return ooms.count() if ooms else 0

    async def stop_idle(self) -> None:
        """Stop engines that nobody has used for a while."""
        oldest = time.monotonic() - self.limits.idle_seconds
        for engine in list(self.engines.values()):
            if engine.idle and engine.used < oldest:
                await self._stop(engine)

    def _known(self, learner: str) -> Engine:
        if learner not in self.engines:
            raise Unknown(f"there is no engine for {learner}")
        return self.engines[learner]

    def _add(self, learner: str, slot: int) -> Engine:
        machine = Machine(
            self.home / learner, self.first_uid + slot * IDS, self.binaries, slot, self.cgroup, self.limits
        )
        self.engines[learner] = Engine(learner, machine)
        return self.engines[learner]

    def _create(self, learner: str) -> Engine:
        taken = {engine.machine.slot for engine in self.engines.values()}
        free = next((slot for slot in range(SLOTS) if slot not in taken), None)
        if free is None:
            raise Busy(f"all {SLOTS} places are taken; remove engines that are no longer needed")
        home = self.home / learner
        home.mkdir(mode=0o711)
        (home / "slot").write_text(str(free))
        return self._add(learner, free)

    async def _make_room(self, newcomer: Engine) -> None:
        others = [engine for engine in self.engines.values() if engine is not newcomer]
        running = [engine for engine in others if engine.machine.alive or engine.lock.locked()]
        if len(running) < self.limits.running:
            return
        idle = sorted((engine for engine in running if engine.idle), key=lambda engine: engine.used)
        if not idle:
            raise Busy(f"all {self.limits.running} engines are in use; try again in a moment")
        await self._stop(idle[0])

    async def _stop(self, engine: Engine) -> None:
        async with engine.lock:
            await engine.machine.stop()

    async def _sweep(self) -> None:
        trees = find_trees()
        parent = trees[0].root / self.cgroup
        end = time.monotonic() + KILL_SECONDS
        for group in parent.iterdir() if parent.is_dir() else ():
            if not group.is_dir():
                continue
            box = Box(trees, self.cgroup, int(group.name))
            while not box.kill() and time.monotonic() < end:
                await asyncio.sleep(POLL)
            box.remove()

    def _remove_cgroups(self) -> None:
        try:
            trees = find_trees()
        except CgroupsMissing:
            return
        for tree in trees:
            if (tree.root / self.cgroup).is_dir():
                (tree.root / self.cgroup).rmdir()
