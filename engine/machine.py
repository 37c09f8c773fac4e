"""One learner's engine: its disks, its jail and its daemon, from start to stop."""

import asyncio
import os
import signal
import time
from pathlib import Path

import msgspec

from engine import daemon, disks, jail, kept, kernel
from engine.cgroups import Box, CgroupsMissing, find_trees, with_signal
from engine.limits import Limits
from engine.ooms import OomWatch

RUN_SIZE = "size=16m"
"""The jail's /run, with the daemon's log in it, lives in memory and cannot fill the host's disk."""
POLL = 0.01  # seconds
EPOCH = 1_577_836_800
"""2020 in Unix time: generations count seconds since then, so that they fit 31 bits for long."""
STOP_SECONDS = 4.0
KILL_SECONDS = 10.0


class EngineFailed(Exception):
    """The engine did not start; the message carries the daemon's last words."""


class Machine(msgspec.Struct, eq=False):
    """`home` is its folder, `owner` the host uid that is root inside, `slot` its place below `cgroup`."""

    home: Path
    owner: int
    binaries: Path
    slot: int
    cgroup: str
    limits: Limits
    box: Box | None = None
    ooms: OomWatch | None = None
    pid: int = 0
    socket: int | None = None

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def alive(self) -> bool:
        """Whether the jail's process 1 still runs. Reaps it when it does not."""
        if self.pid and os.waitpid(self.pid, os.WNOHANG)[0]:
            self.pid = 0
        return self.pid != 0

    @property
    def entered(self) -> bool:
        """Whether there is something to `stop`: also when its process 1 has ended by itself."""
        return self.box is not None

    async def start(self) -> None:
        """Start and wait until the daemon answers. Raises EngineFailed, having cleaned up."""
        try:
            self._prepare_folders()
            if not await disks.sound(self.home):
                self._begin_generation()
                await disks.make(self.home, self.owner, self.limits)
            await disks.mount(self.home, self.owner)
            self.box = Box(find_trees(), self.cgroup, self.slot)
            self.box.make(self.owner, self.limits)
            await self._enter_jail(self.box)
            self.box.limit_steps(self.limits)
            self.ooms = self.box.watch_steps()
            await self._wait_ready()
        except (OSError, CgroupsMissing, disks.DiskFailed, jail.JailFailed, EngineFailed) as error:
            words = [str(error) or type(error).__name__, *daemon.last_words(self.run)]
            await self.stop()
            raise EngineFailed("\n  ".join(words)) from error

    async def stop(self) -> None:
        """Ask the daemon to end, then end whatever is left; the disks keep everything."""
        if self.alive:
            with_signal(self.pid, signal.SIGTERM)
            await self._wait_dead(STOP_SECONDS)
        await self._clear_box()
        if self.socket is not None:
            os.close(self.socket)
            self.socket = None
        if self.ooms is not None:
            self.ooms.close()
            self.ooms = None
        disks.release(self.home)
        if self.run.is_mount():
            kernel.unmount(self.run, kernel.MNT_DETACH)

    @property
    def generation(self) -> int:
        """Says which disks: greater than of any earlier ones, also where the engine was removed since."""
        return kept.number(self.home / "generation") or 0

    def _begin_generation(self) -> None:
        """Before the disks are made: a crash in between may cost a number, but never repeats one."""
        kept.write(self.home / "generation", max(self.generation + 1, int(time.time()) - EPOCH))

    def _prepare_folders(self) -> None:
        for name in ("run", "etc", "new"):
            (self.home / name).mkdir(exist_ok=True)
        for name, text in jail.ACCOUNTS.items():
            (self.home / "etc" / name).write_text(text)
        (self.home / "etc/daemon.json").write_text(daemon.settings(self.limits.bulk_mib))
        options = f"{RUN_SIZE},mode=700,uid={self.owner},gid={self.owner}"
        kernel.mount("run", self.run, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)

    async def _enter_jail(self, box: Box) -> None:
        plan = jail.Jail(
            self.home, self.binaries, self.owner, daemon.COMMAND, daemon.environment(self.limits)
        )
        builder, reading = jail.start(plan, box)
        try:
            self.pid = jail.parse_report(await _read_all(reading))
        finally:
            os.waitpid(builder, 0)

    async def _wait_ready(self) -> None:
        end = time.monotonic() + self.limits.start_seconds
        while time.monotonic() < end:
            if not self.alive:
                raise EngineFailed("the daemon ended at once")
            self.socket = daemon.open_socket(self.run) if self.socket is None else self.socket
            if self.socket is not None and await daemon.answers(self.socket):
                daemon.allow(self.socket, everyone=False)
                return
            await asyncio.sleep(POLL)
        raise EngineFailed(f"the daemon did not answer within {self.limits.start_seconds} s")

    async def _clear_box(self) -> None:
        if self.box is None:
            return
        end = time.monotonic() + KILL_SECONDS
        while not self.box.kill() or self.alive:
            if time.monotonic() > end:
                raise EngineFailed(f"processes of {self.home.name} do not die: {self.box.processes()}")
            await asyncio.sleep(POLL)
        self.box.remove()
        self.box = None

    async def _wait_dead(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end:
            await asyncio.sleep(POLL)


async def _read_all(descriptor: int) -> bytes:
    """Read a pipe to its end without blocking the loop, and close it."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    chunks: list[bytes] = []

    def ready() -> None:
        if chunk := os.read(descriptor, 4096):
            chunks.append(chunk)
        else:
            done.set()

    loop.add_reader(descriptor, ready)
    try:
        await done.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
    return b"".join(chunks)
