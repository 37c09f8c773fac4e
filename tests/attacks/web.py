"""The web process alone, as `make run` starts it: for attacks on the site's doors."""

import contextlib
import http.client
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from boot.parts import commands
from tests.site import free_port

READY_SECONDS = 30.0


@contextlib.contextmanager
def web(environment: Mapping[str, str], var: Path, **settings: str) -> Iterator[int]:
    """Its port. What it says goes to `var/web.log`."""
    port = free_port()
    chosen = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "VAR_DIR": str(var),
        "BUILDS_AT_ONCE": "1",
        "SOCKET_FRAME_BYTES": "4096",
    }
    environment = dict(environment) | chosen | settings
    with (var / "web.log").open("w") as log:
        process = subprocess.Popen(commands(environment)["web"], env=environment, stderr=log)
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def ask(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    body: bytes | None = None,
) -> tuple[int, dict[str, str], str]:
    """Status, headers in lower case (of several with one name all values), text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.closing(connection):
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        found = {name.lower(): ", ".join(answer.headers.get_all(name, [])) for name in answer.headers}
        return answer.status, found, answer.read().decode(errors="replace")


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while True:
        assert process.poll() is None, f"the web process ended with {process.returncode}"
        assert time.monotonic() < end, "the web process does not answer"
        with contextlib.suppress(OSError):
            if ask(port, "/healthz")[0] == 200:
                return
        time.sleep(0.1)


def environment_of(child: Mapping[str, str]) -> dict[str, str]:
    """Of a web process that shares a test's database and Valkey."""
    return dict(os.environ) | dict(child) | {"ENGINE_REASON": "none here"}
