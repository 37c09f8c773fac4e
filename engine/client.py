"""Borrow engines and read their blobs. Blocking; one `Client` is one connection, for one thread."""

import contextlib
import os
import socket
from collections.abc import Iterator
from typing import BinaryIO, Self, TypeVar

import msgspec

from engine.protocol import (
    MAX_PACKET,
    Acquire,
    Blob,
    CountOoms,
    Done,
    EngineStatus,
    Leased,
    Listed,
    ListEngines,
    Ooms,
    OpenBlob,
    Refused,
    Release,
    Relief,
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

TIMEOUT = 60.0  # seconds for any one answer; the service bounds a start itself
Expected = TypeVar("Expected", Leased, Relieved, Blob, Ooms, Done, Report, Listed)


class EngineUnavailable(Exception):
    """The engine service does not answer."""


class EngineRefused(Exception):
    """The service said no. `code` is one of `engine.protocol.Refused`'s."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Lease:
    """A learner's running engine: ours until `close`, its time is over or the connection ends."""

    def __init__(self, client: "Client", leased: Leased, fd: int) -> None:
        self._client, self._name, self.fd = client, leased.lease, fd
        self.versions, self.started, self.generation = leased.versions, leased.started, leased.generation
        self.limits, self.relief = leased.limits, leased.relief

    @property
    def host(self) -> str:
        """For `DOCKER_HOST`, in this process and in children that inherit `fd`."""
        return f"unix:///proc/self/fd/{self.fd}"

    def close(self) -> None:
        if self.fd < 0:
            return
        os.close(self.fd)
        self.fd = -1
        with contextlib.suppress(EngineUnavailable):  # then the lease has ended with the connection
            self._client.release(self._name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Client:
    """Every call raises EngineRefused or EngineUnavailable."""

    def __init__(self, path: str, timeout: float = TIMEOUT) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._socket.settimeout(timeout)
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise EngineUnavailable(f"no engine service listens at {path}: {error.strerror}") from error

    def acquire(self, learner: str, seconds: int, create: bool = True) -> Lease:
        leased, fd = self._ask(Acquire(learner, seconds, create), Leased)
        return Lease(self, leased, _present(fd))

    def open_blob(self, learner: str, digest: str) -> BinaryIO:
        """The blob of a leased engine, unverified: whoever reads it hashes it."""
        _, fd = self._ask(OpenBlob(learner, digest), Blob)
        return os.fdopen(_present(fd), "rb")

    def count_ooms(self, learner: str) -> Ooms:
        return self._ask(CountOoms(learner), Ooms)[0]

    def relieve(self, learner: str) -> Relief | None:
        """Prune a leased engine where its disk is nearly full. Nothing may run on it."""
        return self._ask(Relieve(learner), Relieved)[0].relief

    def release(self, lease: str) -> None:
        self._ask(Release(lease), Done)

    def warm(self, learner: str) -> None:
        self._ask(Warm(learner), Done)

    def reset(self, learner: str) -> None:
        self._ask(Reset(learner), Done)

    def remove(self, learner: str) -> None:
        self._ask(Remove(learner), Done)

    def status(self) -> Report:
        return self._ask(Status(), Report)[0]

    def engines(self) -> Iterator[EngineStatus]:
        """All of them by name; root only."""
        more, after = True, ""
        while more:
            listed, _ = self._ask(ListEngines(after), Listed)
            yield from listed.engines
            more, after = listed.more, listed.engines[-1].learner if listed.engines else after

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: Request, expected: type[Expected]) -> tuple[Expected, int | None]:
        try:
            self._socket.send(msgspec.json.encode(request))
            packet, fds, _, _ = socket.recv_fds(self._socket, MAX_PACKET, 1)
        except OSError as error:
            raise EngineUnavailable(f"the engine service did not answer: {error}") from error
        if not packet:
            raise EngineUnavailable("the engine service closed the connection")
        reply = msgspec.json.decode(packet, type=Reply)
        if isinstance(reply, Refused):
            raise EngineRefused(reply.code, reply.message)
        if not isinstance(reply, expected):
            raise EngineUnavailable(
                f"the engine service answered {type(reply).__name__}, not {expected.__name__}"
            )
        return reply, fds[0] if fds else None


def _present(fd: int | None) -> int:
    if fd is None:
        raise EngineUnavailable("the engine service sent no descriptor")
    os.set_inheritable(fd, False)
    return fd
