"""The engine service by its protocol, with real jails."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.client import Client, EngineRefused, EngineUnavailable
from engine.protocol import EngineStatus
from tests.engine_fixtures import EngineService, start_service, stop_service

pytestmark = pytest.mark.engine
NOBODY = 65534


def as_nobody(attempt: Callable[[], object]) -> str:
    """What `attempt` raises in a child without privileges; empty where it succeeds."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            attempt()
        except BaseException as error:
            os.write(writing, type(error).__name__.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return pipe.read()


def connect(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)


def state_of(client: Client, learner: str) -> EngineStatus | None:
    return next((engine for engine in client.engines() if engine.learner == learner), None)


def wait_for(condition: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def processes_of(service: EngineService) -> list[int]:
    """Host pids whose uid lies in any engine's range and whose jail this service started."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if not fields["State"].startswith("Z"):
            parents[int(fields["Pid"])] = int(fields["PPid"])
    family = {service.process.pid}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return sorted(family - {service.process.pid})


def test_the_first_lease_starts_the_engine_and_the_second_finds_it_running(
    client: Client, learner: str
) -> None:
    with client.acquire(learner, 60) as first:
        assert first.started
        with client.acquire(learner, 60) as second:
            assert (second.started, second.generation) == (False, first.generation)
            assert state_of(client, learner).leases == 2  # type: ignore[union-attr]
    client.remove(learner)
    assert state_of(client, learner) is None


def test_a_lease_opens_the_socket_to_whoever_holds_its_descriptor(client: Client, learner: str) -> None:
    with client.acquire(learner, 60) as lease:
        kept = os.dup(lease.fd)
        assert as_nobody(lambda: connect(f"/proc/self/fd/{kept}")) == ""
    assert as_nobody(lambda: connect(f"/proc/self/fd/{kept}")) == "PermissionError"
    os.close(kept)
    client.remove(learner)


def test_nobody_finds_the_socket_by_its_path(
    engine_service: EngineService, client: Client, learner: str
) -> None:
    with client.acquire(learner, 60):
        path = engine_service.var / "engines" / learner / "run/docker.sock"
        seen_by_service = Path(f"/proc/{engine_service.process.pid}/root{path}")
        assert seen_by_service.is_socket()
        assert not path.exists()
        assert as_nobody(seen_by_service.stat) == "PermissionError"
    client.remove(learner)


def test_a_lease_ends_with_its_connection(
    engine_service: EngineService, client: Client, learner: str
) -> None:
    other = engine_service.client()
    lease = other.acquire(learner, 60)
    assert state_of(client, learner).leases == 1  # type: ignore[union-attr]
    other.close()
    wait_for(lambda: state_of(client, learner).leases == 0)  # type: ignore[union-attr]
    os.close(lease.fd)
    client.remove(learner)


def test_a_lease_ends_when_its_time_is_over(client: Client, learner: str) -> None:
    lease = client.acquire(learner, 1)
    wait_for(lambda: state_of(client, learner).leases == 0)  # type: ignore[union-attr]
    assert as_nobody(lambda: connect(f"/proc/self/fd/{lease.fd}")) == "PermissionError"
    lease.close()
    client.remove(learner)


def test_reset_gives_an_empty_engine_and_waits_for_nobody(client: Client, learner: str) -> None:
    with client.acquire(learner, 60) as before:
        with pytest.raises(EngineRefused, match="in use") as refusal:
            client.reset(learner)
        assert refusal.value.code == "busy"
    client.reset(learner)
    with client.acquire(learner, 60) as after:
        assert after.generation > before.generation
    client.remove(learner)


@pytest.mark.parametrize("name", ["", "Alice", "../etc", "a" * 65, "a/b", "a\n"])
def test_a_learner_with_a_strange_name_is_refused(client: Client, name: str) -> None:
    with pytest.raises(EngineRefused, match="a learner is named by") as refusal:
        client.acquire(name, 60)
    assert refusal.value.code == "bad_request"


@pytest.mark.parametrize("seconds", [0, -1, 10**9])
def test_a_lease_of_strange_length_is_refused(client: Client, learner: str, seconds: int) -> None:
    with pytest.raises(EngineRefused, match="a lease lasts"):
        client.acquire(learner, seconds)


@pytest.mark.parametrize("digest", ["sha256:../../x", "sha256:" + "A" * 64, "", "md5:" + "0" * 32])
def test_a_strange_digest_is_refused(client: Client, learner: str, digest: str) -> None:
    with pytest.raises(EngineRefused, match="a digest matches"):
        client.open_blob(learner, digest)


def test_what_is_not_there_is_unknown(client: Client, learner: str) -> None:
    with pytest.raises(EngineRefused, match="no engine for") as refusal:
        client.acquire(learner, 60, create=False)
    assert refusal.value.code == "unknown"
    with client.acquire(learner, 60), pytest.raises(EngineRefused, match="holds no blob"):
        client.open_blob(learner, "sha256:" + "0" * 64)
    client.remove(learner)


@pytest.mark.parametrize("packet", [b"{", b"[]", b'{"type":"Format"}', b'{"type":"Acquire"}', b"\xff" * 9])
def test_nonsense_is_answered_and_the_service_lives(engine_service: EngineService, packet: bytes) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as peer:
        peer.connect(str(engine_service.path))
        peer.send(packet)
        assert b'"bad_request"' in peer.recv(4096)
    with engine_service.client() as client:
        assert client.status().running_limit > 0


def test_an_idle_engine_stops_and_the_least_recently_used_one_makes_room(tmp_path: Path) -> None:
    service = start_service(tmp_path, ENGINE_RUNNING="2", ENGINE_IDLE_SECONDS="3")
    with service.client() as client:
        for name in ("one", "two", "three"):
            client.acquire(name, 60).close()
        states = {engine.learner: engine.state for engine in client.engines()}
        assert states == {"one": "evicted", "two": "idle", "three": "idle"}
        kept = [client.acquire(name, 60) for name in ("two", "three")]
        with pytest.raises(EngineRefused, match="all 2 engines are in use") as refusal:
            client.acquire("one", 60)
        assert refusal.value.code == "busy"
        for lease in kept:
            lease.close()
        wait_for(lambda: client.status().states["stopped"] == 2)
        tally = client.status().tally
        assert (tally.started, tally.evicted, tally.stopped) == (3, 1, 2)
    stop_service(service)


def test_a_daemon_that_dies_is_started_again(
    engine_service: EngineService, client: Client, learner: str
) -> None:
    first = client.acquire(learner, 60)
    first.close()
    for pid in processes_of(engine_service):
        with contextlib.suppress(OSError):  # of another engine, which just ends
            if Path(f"/proc/{pid}/comm").read_text().strip() == "dockerd":
                os.kill(pid, signal.SIGKILL)
    wait_for(lambda: state_of(client, learner).state == "crashed")  # type: ignore[union-attr]
    wait_for(lambda: client.status().tally.crashed > 0)
    with client.acquire(learner, 60) as lease:
        assert (lease.started, lease.generation) == (True, first.generation)
    client.remove(learner)


def test_killing_the_service_ends_its_engines_and_the_next_one_keeps_their_disks(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    client = service.client()
    lease = client.acquire("one", 60)
    inside = processes_of(service)
    assert inside
    service.process.kill()
    service.process.wait(5)
    wait_for(lambda: not any(_alive(pid) for pid in inside))
    with pytest.raises(EngineUnavailable):
        client.status()
    client.close()
    lease.close()
    generation = lease.generation
    again = start_service(tmp_path)
    with again.client() as client, client.acquire("one", 60) as lease:
        assert (lease.started, lease.generation) == (True, generation)
    stop_service(again)


@pytest.mark.parametrize("disk", ["state", "bulk"])
def test_disks_of_which_one_is_damaged_or_gone_are_made_anew(tmp_path: Path, disk: str) -> None:
    service = start_service(tmp_path)
    with service.client() as client:
        first = client.acquire("one", 60)
        first.close()
    stop_service(service)
    image = tmp_path / f"engines/one/{disk}.img"
    with image.open("r+b") as file:
        file.write(b"\xff" * 64 * 1024)
    again = start_service(tmp_path)
    with again.client() as client, client.acquire("one", 60) as second:
        assert second.generation > first.generation
    stop_service(again)
    image.unlink()
    after = start_service(tmp_path)
    with after.client() as client, client.acquire("one", 60) as third:
        assert third.generation > second.generation
    stop_service(after)


def test_only_one_service_runs_on_one_state_folder(engine_service: EngineService) -> None:
    var = engine_service.var
    options = ["--var", str(var), "--cache", str(var), "--socket", str(var / "other.sock")]
    command = [sys.executable, "-m", "engine", *options]
    second = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert second.returncode == 1
    assert "another engine service already runs" in second.stderr


def test_stopping_leaves_no_process_mount_or_cgroup(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    with service.client() as client:
        client.acquire("one", 60).close()
    inside = processes_of(service)
    stop_service(service)
    assert not any(_alive(pid) for pid in inside)
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
    assert not service.path.exists()


def _alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
