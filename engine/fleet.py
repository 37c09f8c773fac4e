"""All engines of one instance: who has which, which run, who must make room."""

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import msgspec

from engine import disks, kept, leftovers
from engine.jail import IDS
from engine.limits import Limits, MiB
from engine.machine import EngineFailed, Machine
from engine.protocol import EngineStatus, Relief, State, Tally
from engine.relief import relieve

Ended = Literal["stopped", "evicted", "crashed"]


class Busy(Exception):
    """Every running engine is in use, or this one is; try again later."""


class Unknown(Exception):
    """There is no such engine or blob."""


class Engine(msgspec.Struct, eq=False):
    """`used` is Unix time, kept in a file beside the disks; `ended` says why it does not run."""

    learner: str
    machine: Machine
    used: float
    lock: asyncio.Lock = msgspec.field(default_factory=asyncio.Lock)
    leases: int = 0
    ended: Ended = "stopped"

    @property
    def free(self) -> bool:
        """Nobody has it, and nothing is being done to it."""
        return not self.leases and not self.lock.locked()

    @property
    def state(self) -> State:
        if self.lock.locked():
            return "stopping" if self.machine.alive else "starting"
        if self.machine.alive:
            return "leased" if self.leases else "idle"
        return "crashed" if self.machine.entered else self.ended

    def touch(self) -> None:
        self.used = time.time()
        with contextlib.suppress(OSError):  # a full disk
            kept.write(self.machine.home / "used", int(self.used))

    def status(self) -> EngineStatus:
        unused, taken = max(0.0, time.time() - self.used), disks.taken(self.machine.home)
        return EngineStatus(self.learner, self.state, self.leases, unused, taken)


class Ready(msgspec.Struct, frozen=True):
    """`started` says whether it had to be, `relief` what had to be pruned."""

    engine: Engine
    started: bool
    relief: Relief | None


class Fleet:
    """`home` holds a folder per learner; `first_uid` opens the instance's uid range; `cgroup` is relative."""

    def __init__(self, home: Path, binaries: Path, cgroup: str, first_uid: int, limits: Limits) -> None:
        self.home, self.binaries, self.cgroup = home, binaries, cgroup
        self.first_uid, self.limits = first_uid, limits
        self.engines: dict[str, Engine] = {}
        self.tally = Tally()
        self._creating = asyncio.Lock()

    async def open(self) -> None:
        """Read which engines exist and end what a crash left running or half made."""
        for home in [path for path in self.home.iterdir() if path.is_dir()]:
            slot = kept.number(home / "slot")
            if slot is None:
                shutil.rmtree(home)
            else:
                self._add(home.name, slot, kept.number(home / "used"))
        await leftovers.end(self.cgroup)

    async def close(self) -> None:
        running = [engine for engine in self.engines.values() if engine.machine.alive]
        await asyncio.gather(*(self.stop(engine, "stopped") for engine in running))
        leftovers.remove_cgroups(self.cgroup)

    async def ready(self, learner: str, create: bool = True) -> Ready:
        """The learner's engine, running and with room on its disks. Raises Busy, EngineFailed, and Unknown
        where there is none and none is to be made."""
        while True:
            engine = await self._create(learner) if create else self.known(learner)
            async with engine.lock:
                if self.engines.get(learner) is not engine:
                    continue  # removed while we waited
                engine.touch()
                started = not engine.machine.alive
                if started:
                    await self._start(engine)
                return Ready(engine, started, None if engine.leases else await self._relieve(engine))

    async def relieve(self, engine: Engine) -> Relief | None:
        """Prune it where a disk is nearly full; None where none is. Nothing may run on it."""
        async with engine.lock:
            return await self._relieve(engine)

    def known(self, learner: str) -> Engine:
        if learner not in self.engines:
            raise Unknown(f"there is no engine for {learner}")
        return self.engines[learner]

    def unused_first(self) -> list[Engine]:
        """Those that may be stopped or removed, the one unused for longest first."""
        return sorted((each for each in self.engines.values() if each.free), key=lambda each: each.used)

    @property
    def has_room(self) -> bool:
        """Whether one more engine can be made and run though none is stopped or removed for it."""
        places = len(self._running()) < self.limits.running and len(self.engines) < self.limits.kept
        return places and not self.short_of_space

    @property
    def short_of_space(self) -> bool:
        """Whether less of the host's disk is free than has to be."""
        disk = os.statvfs(self.home)
        return disk.f_bavail * disk.f_frsize < self.limits.free_mib * MiB

    async def reset(self, learner: str) -> None:
        """Empty the learner's disks. Raises Unknown, Busy while it is leased."""
        async with self._alone(self.known(learner)) as engine:
            await engine.machine.stop()
            engine.ended = "stopped"
            disks.erase(engine.machine.home)

    async def remove(self, learner: str) -> None:
        """Give disks and place back. Raises as `reset`."""
        async with self._alone(self.known(learner)) as engine:
            await engine.machine.stop()
            shutil.rmtree(engine.machine.home)
            del self.engines[learner]

    async def stop(self, engine: Engine, why: Ended) -> None:
        async with engine.lock:
            await engine.machine.stop()
            engine.ended = why

    @contextlib.asynccontextmanager
    async def _alone(self, engine: Engine) -> AsyncIterator[Engine]:
        async with engine.lock:
            if engine.leases:
                raise Busy("the engine is in use; wait for its build to end, or cancel it")
            if self.engines.get(engine.learner) is not engine:
                raise Unknown(f"there is no engine for {engine.learner} any more")
            yield engine

    def _add(self, learner: str, slot: int, used: float | None) -> Engine:
        home, owner = self.home / learner, self.first_uid + slot * IDS
        machine = Machine(home, owner, self.binaries, slot, self.cgroup, self.limits)
        self.engines[learner] = Engine(learner, machine, time.time() if used is None else used)
        return self.engines[learner]

    async def _create(self, learner: str) -> Engine:
        async with self._creating:
            if learner in self.engines:
                return self.engines[learner]
            while len(self.engines) >= self.limits.kept:
                await self._remove_one(f"all {self.limits.kept} places for engines are in use")
            taken = {engine.machine.slot for engine in self.engines.values()}
            slot = next(slot for slot in range(self.limits.kept) if slot not in taken)
            home = self.home / learner
            home.mkdir(mode=0o711)
            kept.write(home / "slot", slot)
            return self._add(learner, slot, None)

    async def _start(self, engine: Engine) -> None:
        await self._make_room(engine)
        while self.short_of_space:
            await self._remove_one("the disk is nearly full, and every engine on it is in use")
        await engine.machine.stop()  # what a daemon that died by itself left
        try:
            await engine.machine.start()
        except EngineFailed:
            self.tally.failed += 1
            raise
        self.tally.started += 1

    async def _relieve(self, engine: Engine) -> Relief | None:
        socket = engine.machine.socket
        if socket is None:
            return None
        relief = await relieve(engine.machine.home, socket, self.limits.full_percent)
        self.tally.pruned += relief is not None
        return relief

    async def _remove_one(self, otherwise: str) -> None:
        """The engine unused for longest. Raises Busy, saying `otherwise`, where there is none to remove."""
        unused = self.unused_first()
        if not unused:
            raise Busy(f"{otherwise}; try again in a moment")
        await self.remove(unused[0].learner)
        self.tally.removed += 1

    async def _make_room(self, newcomer: Engine) -> None:
        if len([engine for engine in self._running() if engine is not newcomer]) < self.limits.running:
            return
        idle = [engine for engine in self.unused_first() if engine.machine.alive]
        if not idle:
            raise Busy(f"all {self.limits.running} engines are in use; try again in a moment")
        await self.stop(idle[0], "evicted")
        self.tally.evicted += 1

    def _running(self) -> list[Engine]:
        """Those too that start or stop."""
        return [each for each in self.engines.values() if each.machine.alive or each.lock.locked()]
