"""A whole running site for tests, started as a user would start it, and guests who use its API."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import msgspec
import requests

ROOT = Path(__file__).parents[1]
READY_SECONDS = 240.0
BUILD_SECONDS = 60.0
CROWDED = dict.fromkeys(
    ("GUESTS_PER_HOUR", "SHARED_DOWNLOADS_PER_MINUTE", "LOGINS_PER_HOUR", "SIGNUPS_PER_HOUR"), "1000000"
)
"""All guests of all tests come from one address."""
TERMINAL = {"completed", "failed", "cancelled", "interrupted"}


class Site(msgspec.Struct):
    """`url` has no slash at its end; `process` is the `python -m boot` that holds everything."""

    url: str
    var: Path
    process: subprocess.Popen[str]

    def pids(self, *words: str) -> list[int]:
        """The site's processes whose command line holds every one of `words`."""
        return [
            pid for pid in descendants(self.process.pid) if all(word in command_line(pid) for word in words)
        ]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running(var: Path, **environment: str) -> Iterator[Site]:
    """`make run` without its installing part, on a free port, until the block ends."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "boot"],
        cwd=ROOT,
        env=os.environ | CROWDED | {"VAR_DIR": str(var), "PORT": str(port)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        _wait_ready(process)
        yield Site(f"http://127.0.0.1:{port}", var, process)
    finally:
        stop(process)


def _wait_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    lines: list[str] = []
    signal_at = time.monotonic() + READY_SECONDS
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Layerlab is ready"):
            return
        assert not line.startswith("Layerlab is up without"), "".join(lines)
        assert time.monotonic() < signal_at, "".join(lines)
    raise AssertionError(f"the site ended with {process.wait()}:\n{''.join(lines)}")


def stop(process: subprocess.Popen[str]) -> int:
    """Stop as Ctrl-C or an operator does; the exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    with process:
        return process.wait(30)


class Guest:
    """Somebody without an account, in a browser session of their own."""

    def __init__(self, site: Site) -> None:
        self.url = site.url
        self.session = requests.Session()
        self.session.get(self.url, timeout=10).raise_for_status()

    @property
    def headers(self) -> dict[str, str]:
        """With which a page of this site writes."""
        return {"X-CSRFToken": self.session.cookies["csrftoken"], "Referer": self.url}

    def post(self, path: str, body: object = None) -> requests.Response:
        return self.session.post(f"{self.url}{path}", json=body, headers=self.headers, timeout=30)

    def send(self, method: str, path: str, **content: Any) -> requests.Response:
        """What is no JSON of ours; `content` is as `requests` has it."""
        return self.session.request(method, f"{self.url}{path}", headers=self.headers, timeout=300, **content)

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"{self.url}{path}", timeout=30)

    def start(self, dockerfile: str, **fields: object) -> str:
        """Ask for a build; its id."""
        answer = self.post("/api/builds", {"dockerfile": dockerfile, "files": {}} | fields)
        assert answer.status_code == 201, answer.text
        identifier: str = answer.json()["id"]
        assert answer.headers["Location"].endswith(identifier)
        return identifier

    def state(self, build: str) -> dict[str, Any]:
        return dict(self.get(f"/api/builds/{build}").json())

    def wait(self, build: str, seconds: float = BUILD_SECONDS) -> dict[str, Any]:
        """The build's state once it has ended."""
        return self.wait_until(build, lambda state: state["status"] in TERMINAL, seconds)

    def wait_until(
        self, build: str, condition: Callable[[dict[str, Any]], bool], seconds: float = BUILD_SECONDS
    ) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while not condition(state := self.state(build)):
            assert time.monotonic() < end, state
            time.sleep(0.1)
        return state

    def build(self, dockerfile: str, **fields: object) -> dict[str, Any]:
        return self.wait(self.start(dockerfile, **fields))

    def events(self, build: str, after: int = 0) -> list[dict[str, Any]]:
        answer = self.get(f"/api/builds/{build}/events?after={after}")
        return [json.loads(line) for line in answer.text.splitlines()]

    def close(self) -> None:
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def descendants(pid: int) -> set[int]:
    """Every living process below `pid`."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            text = stat.read_text()
            state, parent = text.rpartition(")")[2].split()[:2]
            if state != "Z":
                parents[int(stat.parent.name)] = int(parent)
    family = {pid}
    while grown := {child for child, parent in parents.items() if parent in family} - family:
        family |= grown
    return family - {pid}


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""
