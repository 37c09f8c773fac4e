"""The unprivileged side as a child of ours: start it in its namespaces, wait for it, stop it."""

import contextlib
import http.client
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from boot.parts import python
from boot.place import Place
from boot.settings import ROOT, Settings
from boot.spawn import NAMESPACES, spawn
from engine.install import Engine

HEALTHY_SECONDS = 90.0
STOP_SECONDS = 12.0


class SiteFailed(Exception):
    """The site did not come up; the message says where to look."""


@contextlib.contextmanager
def website(
    settings: Settings, place: Place, engine: Engine | None, environment: dict[str, str]
) -> Iterator[int]:
    """The pid of the running site. Raises SiteFailed when it does not become healthy."""
    pid = _start(settings, place, engine, environment)
    try:
        _wait_healthy(settings, pid, place)
        yield pid
    finally:
        _stop(pid)


def ended(pid: int) -> bool:
    """Whether our child is gone. It stays to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _start(settings: Settings, place: Place, engine: Engine | None, environment: dict[str, str]) -> int:
    command: tuple[str, ...] = (python(), "-m", "boot.site")
    if os.geteuid() != 0:
        return spawn(command, environment, 0)
    if engine is not None:
        command = (str(engine.tini), "--", *command)  # reaps what a killed worker leaves
    read, write = needed_folders(settings, engine), (place.var, place.run)
    return spawn(_drop(place, read, write, command), environment, NAMESPACES)


def needed_folders(settings: Settings, engine: Engine | None) -> list[Path]:
    """What the site reads: our code, Python, the engine's binaries and the base images."""
    python_homes = (Path(sys.prefix), Path(sys.base_prefix), Path(sys.base_exec_prefix))
    engines = [engine.root] if engine is not None else []
    found = [ROOT, settings.cache, *engines, *python_homes, *(home.resolve() for home in python_homes)]
    return [folder for folder in dict.fromkeys(found) if folder.exists()]


def _drop(
    place: Place, read: list[Path], write: tuple[Path, ...], command: tuple[str, ...]
) -> tuple[str, ...]:
    account = place.account
    who = ("--name", account.name, "--uid", str(account.uid), "--gid", str(account.gid))
    shown = [word for path in read for word in ("--read", str(path))]
    kept = [word for path in write for word in ("--write", str(path))]
    memory = ("--memory", str(place.secrets))
    return (python(), "-m", "boot.drop", *who, *shown, *kept, *memory, "--", *command)


def _wait_healthy(settings: Settings, pid: int, place: Place) -> None:
    end = time.monotonic() + HEALTHY_SECONDS
    while time.monotonic() < end:
        if ended(pid):
            raise SiteFailed(f"The site ended before it was up; its logs are in {place.logs}")
        if answers(settings):
            return
        time.sleep(0.1)
    raise SiteFailed(f"The site did not answer within {HEALTHY_SECONDS:.0f} s; its logs are in {place.logs}")


def answers(settings: Settings) -> bool:
    connection = http.client.HTTPConnection(settings.local_host, settings.port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers=settings.host_header)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _stop(pid: int) -> None:
    """Ask, wait, insist. With process 1 of its namespace everything else ends."""
    if os.waitpid(pid, os.WNOHANG)[0]:
        return
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + STOP_SECONDS
    while time.monotonic() < end:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
