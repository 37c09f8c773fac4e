"""What whoever takes a worker over tries against learners it does not work for: their blobs, sockets, processes.

Each attempt is made as a user without privileges, and again as root, who may: so it would do harm.
"""

import ctypes
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from engine.bases import load_catalogue
from engine.client import Client, EngineRefused
from tests.attacks.workshop import workshop
from tests.engine.test_access import refused
from tests.engine.test_service import as_nobody, connect, processes_of
from tests.engine_fixtures import CACHE, EngineService, start_service, stop_service

pytestmark = pytest.mark.engine
PTRACE_ATTACH, PTRACE_DETACH, PIDFD_GETFD, CLONE_NEWNET = 16, 17, 438, 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


class Victim(msgspec.Struct, frozen=True):
    """Another learner, whose engine is leased by somebody else. `jail` and `service` are pids."""

    learner: str
    digest: str
    home: Path
    jail: int
    service: int


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineService]:
    """One whose socket the attacker may open, as workers do."""
    service = start_service(tmp_path_factory.mktemp("worker"))
    for folder in (service.var, *service.var.parents[:3]):
        folder.chmod(folder.stat().st_mode | 0o011)
    service.path.chmod(0o666)
    yield service
    stop_service(service)


@pytest.fixture(scope="module")
def victim(
    service: EngineService, buildx: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Victim]:
    learner, folder = f"l-{uuid.uuid4().hex}", tmp_path_factory.mktemp("victim")
    with service.client() as client, workshop(client, learner, buildx, folder, ("lab/base",)) as made:
        assert made.build("FROM lab/base\nRUN echo mine > /mine\n").code == 0
        (image,) = [image for image in load_catalogue(CACHE) if image.name == "lab/base"]
        client.open_blob(learner, image.manifest_digest).close()
        (disk,) = service.var.glob("**/state.img")
        yield Victim(
            learner, image.manifest_digest, disk.parent, processes_of(service)[0], service.process.pid
        )


def checked(result: int) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused by the kernel")
    return result


def read(path: str) -> None:
    with open(path, "rb") as file:  # noqa: PTH123
        file.read(1)


def attach(pid: int) -> None:
    checked(_libc.ptrace(PTRACE_ATTACH, pid, None, None))
    os.waitpid(pid, 0x40000000)
    checked(_libc.ptrace(PTRACE_DETACH, pid, None, None))


def steal(pid: int) -> None:
    os.close(checked(_libc.syscall(PIDFD_GETFD, os.pidfd_open(pid), 0, 0)))


def join(pid: int) -> None:
    checked(_libc.setns(os.open(f"/proc/{pid}/ns/net", os.O_RDONLY), CLONE_NEWNET))


def view(pid: int) -> str:
    """What a process sees as its root."""
    return f"/proc/{pid}/root"


ATTEMPTS: dict[str, Callable[[Victim], object]] = {
    "a disk": lambda victim: read(f"{victim.home}/bulk.img"),
    "the disk of its databases": lambda victim: read(f"{victim.home}/state.img"),
    "the list of engines": lambda victim: os.listdir(victim.home.parent),  # noqa: PTH208
    "the daemon's socket, by the service's own view": lambda victim: os.open(
        f"{view(victim.service)}{victim.home}/run/docker.sock", os.O_PATH
    ),
    "the daemon's socket, by the jail's": lambda victim: connect(f"{view(victim.jail)}/run/docker.sock"),
    "a descriptor of the service's": lambda victim: steal(victim.service),
    "the list of its descriptors": lambda victim: os.listdir(f"/proc/{victim.service}/fd"),  # noqa: PTH208
    "the jail's files": lambda victim: os.listdir(f"{view(victim.jail)}/data"),  # noqa: PTH208
    "the jail's memory": lambda victim: read(f"/proc/{victim.jail}/maps"),
    "the jail's environment": lambda victim: read(f"/proc/{victim.jail}/environ"),
    "the jail's network": lambda victim: join(victim.jail),
    "a debugger on the jail": lambda victim: attach(victim.jail),
    "a signal to the jail": lambda victim: os.kill(victim.jail, 0),
    "a signal to the service": lambda victim: os.kill(victim.service, 0),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_the_kernel_keeps_a_worker_out_where_root_would_get_in(victim: Victim, name: str) -> None:
    assert as_nobody(lambda: ATTEMPTS[name](victim)) in ("PermissionError", "FileNotFoundError")
    assert as_root(lambda: ATTEMPTS[name](victim)) == ""


def as_root(attempt: Callable[[], object]) -> str:
    """As `as_nobody`, with all that root has."""
    child = os.fork()
    if child == 0:
        try:
            attempt()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return "" if os.waitpid(child, 0)[1] == 0 else "refused"


REQUESTS: dict[str, tuple[str, Callable[[Client, Victim], object]]] = {
    "a blob without a lease": ("forbidden", lambda client, it: client.open_blob(it.learner, it.digest)),
    "a blob that is no digest": (
        "bad_request",
        lambda client, it: client.open_blob(it.learner, "../../state.img"),
    ),
    "counts without a lease": ("forbidden", lambda client, it: client.count_ooms(it.learner)),
    "an engine reset while it works": ("busy", lambda client, it: client.reset(it.learner)),
    "an engine removed while it works": ("busy", lambda client, it: client.remove(it.learner)),
    "the names of all engines": ("forbidden", lambda client, it: list(client.engines())),
    "an engine by a path": ("bad_request", lambda client, it: client.acquire(f"../{it.learner}", 60)),
    "an engine for ever": ("bad_request", lambda client, it: client.acquire(it.learner, 10**9)),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_service_refuses_a_worker(service: EngineService, victim: Victim, name: str) -> None:
    code, request = REQUESTS[name]

    def attempt() -> None:
        with service.client() as client:
            refused(code, lambda: request(client, victim))

    assert as_nobody(attempt) == ""


def test_a_lease_of_ones_own_opens_no_blob_of_another_engine(service: EngineService, victim: Victim) -> None:
    def attempt() -> None:
        with service.client() as client, client.acquire("l-attacker", 60):
            client.open_blob("l-attacker", victim.digest)

    assert as_nobody(attempt) == EngineRefused.__name__
    with service.client() as client:
        client.remove("l-attacker")
