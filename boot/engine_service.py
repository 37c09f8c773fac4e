"""The engine service as a child of ours: start it, try it, stop it."""

import contextlib
import fcntl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from boot.parts import python
from boot.place import Place
from boot.settings import ROOT
from engine import kernel
from engine.client import Client, EngineRefused, EngineUnavailable
from engine.install import Engine

LISTEN_SECONDS = 30.0
LEFTOVER_SECONDS = 20.0
STOP_SECONDS = 20.0
TRIAL = "boot-trial"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class ServiceFailed(Exception):
    """No engine can run here; the message says why."""


@contextlib.contextmanager
def engine_service(place: Place, cache: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A running service that listens. Raises ServiceFailed."""
    _wait_for_leftover(place.var / "engines/lock")
    log = place.logs / "engine.log"
    service = _start(place, cache, log)
    try:
        _wait_listening(service, place, log)
        yield service
    finally:
        stop(service, STOP_SECONDS)


def try_once(place: Place, engine: Engine) -> None:
    """Start and remove an engine nobody owns, unless this machine did so since it booted.

    Raises ServiceFailed with what the kernel or the daemon refused.
    """
    stamp, proof = place.var / "engines/tried", f"{engine.digest} {BOOT_ID.read_text()}"
    if stamp.exists() and stamp.read_text() == proof:
        return
    try:
        with Client(str(place.engine_socket)) as client:
            client.acquire(TRIAL, 60).close()
            client.remove(TRIAL)
    except (EngineRefused, EngineUnavailable) as error:
        raise ServiceFailed(str(error)) from error
    stamp.write_text(proof)


def stop(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Ask, wait, insist."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _start(place: Place, cache: Path, log: Path) -> subprocess.Popen[bytes]:
    options = ("--var", str(place.var), "--cache", str(cache), "--socket", str(place.engine_socket))
    with log.open("ab") as output:
        return subprocess.Popen(
            [python(), "-W", "ignore::DeprecationWarning", "-m", "engine", *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=kernel.die_with_parent,
        )


def _wait_listening(service: subprocess.Popen[bytes], place: Place, log: Path) -> None:
    end = time.monotonic() + LISTEN_SECONDS
    while time.monotonic() < end:
        if service.poll() is not None:
            words = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise ServiceFailed(f"the engine service ended at once: {' '.join(words)}")
        try:
            Client(str(place.engine_socket)).close()
        except EngineUnavailable:
            time.sleep(0.05)
        else:
            return
    raise ServiceFailed(f"the engine service did not listen within {LISTEN_SECONDS:.0f} s; see {log}")


def _wait_for_leftover(lock: Path) -> None:
    """A service whose orchestrator was killed needs a moment to end."""
    end = time.monotonic() + LEFTOVER_SECONDS
    while lock.exists() and time.monotonic() < end:
        with lock.open("w") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            else:
                return
