"""The engine service's door: requests in, replies and descriptors out."""

import asyncio
import os
import secrets
import socket
import struct
from collections import Counter
from pathlib import Path
from typing import assert_never

import msgspec

from engine import daemon, said, upkeep
from engine.blobs import open_blob
from engine.crowd import Crowd
from engine.fleet import Busy, Engine, Fleet, Unknown
from engine.machine import EngineFailed
from engine.named import Named
from engine.protocol import (
    DIGEST,
    LEARNER,
    MAX_PACKET,
    PAGE,
    STATES,
    Acquire,
    Blob,
    CountOoms,
    Done,
    Leased,
    Listed,
    ListEngines,
    Ooms,
    OpenBlob,
    Refused,
    Release,
    Relieve,
    Relieved,
    Remove,
    Reply,
    Report,
    Request,
    Reset,
    Status,
    Warm,
)
from engine.warm import Warming

REAP_SECONDS = 2.0
BACKLOG = 128
LEASES = 4
"""Of one connection."""
SHARERS = 12
"""Leases of one engine: with as many engines as may run, all of them leave connections free."""
NAMES = 2
"""Learners that one connection may name: a worker needs an engine and the second one beside it."""


class Forbidden(Exception):
    """Not for this client."""


class Lease(msgspec.Struct, eq=False):
    engine: Engine
    expiry: asyncio.TimerHandle | None = None


class Service:
    def __init__(self, fleet: Fleet, versions: dict[str, str]) -> None:
        self.fleet, self.versions = fleet, versions
        self.named = Named(fleet.limits.names_per_minute)
        self.crowd = Crowd(lambda peer: Conversation(self, peer))
        self.warming = Warming(fleet)

    async def serve(self, path: Path, gid: int, stopping: asyncio.Event) -> None:
        """Answer at `path`, which group `gid` may open, until `stopping`; then stop every engine."""
        await self.fleet.open()
        listener = _listen(path, gid)
        working = (self.crowd.accept(listener), self._reap(), self.warming.run())
        tasks = {asyncio.create_task(work) for work in working}
        try:
            await stopping.wait()
        finally:
            listener.close()
            path.unlink(missing_ok=True)
            for task in tasks:
                task.cancel()
            await self.fleet.close()

    async def _reap(self) -> None:
        while True:
            await asyncio.sleep(REAP_SECONDS)
            self.crowd.close_silent(self.fleet.limits.connection_seconds)
            try:
                await upkeep.tend(self.fleet)
            except EngineFailed as error:
                said.say(str(error))
            except Exception:  # idle engines must be stopped tomorrow too
                said.say_traceback()


class Conversation:
    """One client's connection and the leases that end with it."""

    def __init__(self, service: Service, peer: socket.socket) -> None:
        self.service, self.fleet, self.peer = service, service.fleet, peer
        self.leases: dict[str, Lease] = {}
        self.names: set[str] = set()
        self.uid = _uid(peer)
        self.root = self.uid == 0
        self.waiting_since: float | None = None

    @property
    def silent_since(self) -> float | None:
        return None if self.leases else self.waiting_since

    async def hold(self) -> None:
        self.peer.setblocking(False)
        try:
            while packet := await self._hear():
                reply, descriptor = await self._answer(packet)
                self._send(reply, descriptor)
        except OSError:
            pass  # the client is gone, or does not read
        finally:
            self.peer.close()
            for lease in list(self.leases):
                self._end(lease)

    async def _hear(self) -> bytes:
        loop = asyncio.get_running_loop()
        self.waiting_since = loop.time()
        packet = await loop.sock_recv(self.peer, MAX_PACKET)
        self.waiting_since = None
        return packet

    def _send(self, reply: Reply, descriptor: int | None) -> None:
        packet = msgspec.json.encode(reply)
        if descriptor is None:
            self.peer.send(packet)
            return
        try:
            socket.send_fds(self.peer, [packet], [descriptor])
        finally:
            if isinstance(reply, Blob):
                os.close(descriptor)

    async def _answer(self, packet: bytes) -> tuple[Reply, int | None]:
        try:
            return await self._do(msgspec.json.decode(packet, type=Request))
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            return Refused("bad_request", str(error)), None
        except Forbidden as error:
            return Refused("forbidden", str(error)), None
        except Unknown as error:
            return Refused("unknown", str(error)), None
        except Busy as error:
            return Refused("busy", str(error)), None
        except EngineFailed as error:
            return Refused("failed", str(error)), None
        except Exception:  # one bad request must not end the service
            said.say_traceback()
            return Refused("failed", "the engine service met an error of its own; its log has it"), None

    async def _do(self, request: Request) -> tuple[Reply, int | None]:
        match request:
            case Acquire(learner=learner, seconds=seconds, create=create):
                return await self._acquire(self._named(learner), seconds, create)
            case Release(lease=lease):
                self._end(lease)
            case Reset(learner=learner):
                await self.fleet.reset(self._named(learner))
            case Remove(learner=learner):
                await self.fleet.remove(self._named(learner))
            case Warm(learner=learner):
                self.service.warming.want(self._named(learner))
            case Status():
                return self._report(), None
            case ListEngines(after=after):
                return self._list(after), None
            case OpenBlob(learner=learner, digest=digest):
                digest = _digest(digest)
                return self._open_blob(self._leased(learner), digest)
            case CountOoms(learner=learner):
                ooms = self._leased(learner).machine.ooms
                return Ooms(ooms.count() if ooms else 0, self.fleet.limits.step_memory_mib), None
            case Relieve(learner=learner):
                return Relieved(await self.fleet.relieve(self._leased(learner))), None
            case _:
                assert_never(request)
        return Done(), None

    def _named(self, learner: str) -> str:
        """Raises ValueError; Forbidden where the connection has named others, so that none works for many;
        Busy where too many were named of late, so that nobody works through all of them."""
        if not LEARNER.fullmatch(learner):
            raise ValueError(f"a learner is named by {LEARNER.pattern}, not {learner!r}")
        if not self.root and learner not in self.names and len(self.names) >= NAMES:
            raise Forbidden(f"a connection may name {NAMES} learners, and this one has")
        now = asyncio.get_running_loop().time()
        if not self.root and not self.service.named.allow(self.uid, learner, now):
            most = self.service.named.most
            raise Busy(f"more than {most} learners were named within a minute; try again in a moment")
        self.names.add(learner)
        return learner

    def _leased(self, learner: str) -> Engine:
        """Raises Forbidden where this connection has no lease of it."""
        learner = self._named(learner)
        for lease in self.leases.values():
            if lease.engine.learner == learner:
                return lease.engine
        raise Forbidden(f"this connection has no lease of the engine of {learner}; acquire it first")

    def _open_blob(self, engine: Engine, digest: str) -> tuple[Reply, int | None]:
        blob = open_blob(engine.machine.home, digest) if engine.machine.alive else None
        if blob is None:
            raise Unknown(f"the engine holds no blob {digest}")
        return Blob(os.fstat(blob).st_size), blob

    async def _acquire(self, learner: str, seconds: int, create: bool) -> tuple[Reply, int | None]:
        longest = self.fleet.limits.lease_seconds
        if not 0 < seconds <= longest:
            raise ValueError(f"a lease lasts 1 to {longest} seconds, not {seconds}")
        if len(self.leases) >= LEASES:
            raise Forbidden(f"a connection may hold {LEASES} leases, and this one does")
        ready = await self.fleet.ready(learner, create)
        engine = ready.engine
        if engine.leases >= SHARERS:
            raise Busy(f"the engine is lent {SHARERS} times already; try again in a moment")
        if engine.machine.socket is None:
            raise EngineFailed("the daemon ended just now; try again")
        daemon.allow(engine.machine.socket, everyone=True)
        engine.leases += 1
        name = secrets.token_hex(16)
        timer = asyncio.get_running_loop().call_later(seconds, self._end, name)
        self.leases[name] = Lease(engine, timer)
        generation, limits = engine.machine.generation, self.fleet.limits
        leased = Leased(name, self.service.versions, ready.started, generation, limits, ready.relief)
        return leased, engine.machine.socket

    def _end(self, name: str) -> None:
        lease = self.leases.pop(name, None)
        if lease is None:
            return
        if lease.expiry:
            lease.expiry.cancel()
        lease.engine.leases -= 1
        lease.engine.touch()
        if not lease.engine.leases and lease.engine.machine.socket is not None:
            daemon.allow(lease.engine.machine.socket, everyone=False)

    def _report(self) -> Report:
        states = Counter(engine.state for engine in self.fleet.engines.values())
        counts = {state: states[state] for state in STATES}
        return Report(self.service.versions, counts, self.fleet.tally, self.fleet.limits.running)

    def _list(self, after: str) -> Listed:
        if not self.root:
            raise Forbidden("only root may list the engines")
        names = sorted(name for name in self.fleet.engines if name > after)
        return Listed([self.fleet.engines[name].status() for name in names[:PAGE]], len(names) > PAGE)


def _uid(peer: socket.socket) -> int:
    """Who connected, as the kernel has it."""
    _, uid, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(uid)


def _digest(text: str) -> str:
    if not DIGEST.fullmatch(text):
        raise ValueError(f"a digest matches {DIGEST.pattern}, not {text!r}")
    return text


def _listen(path: Path, gid: int) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
    before = os.umask(0o117)
    try:
        listener.bind(str(path))
    finally:
        os.umask(before)
    os.chown(path, 0, gid)
    listener.listen(BACKLOG)
    return listener
