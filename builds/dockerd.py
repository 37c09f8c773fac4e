"""Plain HTTP to an engine's daemon, on its leased socket."""

import contextlib
import http.client
import json
import socket
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

TIMEOUT = 60.0
TAR = {"Content-Type": "application/x-tar"}


class DaemonRefused(Exception):
    """The daemon said no; the message is its own."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Connection(http.client.HTTPConnection):
    """To the daemon at `host` (`unix://PATH`). The Docker SDK would need a third of a second just to be
    imported, and pools connections by path."""

    def __init__(self, host: str, timeout: float = TIMEOUT) -> None:
        super().__init__("engine", timeout=timeout)
        self._path = urllib.parse.urlsplit(host).path

    def connect(self) -> None:
        self.sock = self._kept = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)

    def abort(self) -> None:
        """From another thread: whatever waits for the daemon fails at once."""
        with contextlib.suppress(OSError):  # it has ended
            self._kept.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def call(host: str, method: str, path: str, body: object = None, timeout: float = TIMEOUT) -> Any:
    """The answer's JSON, None where it has no body. Raises DaemonRefused, or OSError where it is away."""
    with Connection(host, timeout) as daemon:
        headers = {"Content-Type": "application/json"}
        daemon.request(method, path, None if body is None else json.dumps(body), headers)
        answer = daemon.getresponse()
        said = answer.read()
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise DaemonRefused(answer.status, _message(said))
    return json.loads(said) if said.strip() else None


@contextlib.contextmanager
def stream(
    host: str,
    method: str,
    path: str,
    body: object = None,
    *,
    headers: Mapping[str, str] = {},
    timeout: float = TIMEOUT,
    opened: Callable[[Connection], None] = lambda _: None,
) -> Iterator[http.client.HTTPResponse]:
    """The answer, to be read as it comes. `body` is sent as JSON, a file or an iterator of bytes as it is.

    Raises as `call`; `timeout` bounds each silence. `opened` gets the connection, to `abort` it.
    """
    with Connection(host, timeout) as daemon:
        daemon.connect()
        opened(daemon)
        plain = body is None or hasattr(body, "read") or isinstance(body, Iterator)
        sent: Any = body if plain else json.dumps(body)
        with contextlib.suppress(BrokenPipeError):  # it has answered before it was told all
            daemon.request(method, path, sent, {"Content-Type": "application/json", **headers})
        answer = daemon.getresponse()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise DaemonRefused(answer.status, _message(answer.read()))
        yield answer


def _message(said: bytes) -> str:
    try:
        return str(json.loads(said)["message"])
    except (ValueError, KeyError, TypeError):
        return said.decode(errors="replace").strip() or "the daemon gave no reason"
