"""Each control is taken away alone, and the attack that it stops succeeds: so the attacks are known to bite.

Every attack returns whether it did harm. It is made twice: on an engine as it is, and on one without the control.
"""

import contextlib
import os
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builds.context import write_context
from builds.request import BuildRequest, ContextFile
from engine.client import Client
from tests.attacks.cases import CALLS, SECCOMP
from tests.attacks.probe import outcomes, script
from tests.attacks.workshop import Workshop, decoy, workshop
from tests.engine.test_service import as_nobody, connect
from tests.engine_fixtures import start_service, stop_service
from tests.size import size

pytestmark = pytest.mark.engine
ALLOW_ALL: dict[str, object] = {"rules": []}
SMALL = {"ENGINE_BULK_MIB": "256", "ENGINE_BULK_INODES": "16384"}
Attack = Callable[[Workshop], bool]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, buildx: Path) -> Iterator[Workshop]:
    """An engine with all its controls, and a small disk."""
    with opened(tmp_path_factory.mktemp("guarded"), buildx) as made:
        yield made


@contextlib.contextmanager
def opened(folder: Path, buildx: Path, *module: str, **limits: str) -> Iterator[Workshop]:
    folder.mkdir(exist_ok=True)
    service = start_service(folder, *module, **(SMALL | limits))
    try:
        with (
            service.client() as client,
            workshop(client, f"l-{uuid.uuid4().hex}", buildx, folder / "w") as made,
        ):
            yield made
    finally:
        stop_service(service)


def step(program: str) -> Attack:
    """A step's Python that ends well only where it did harm."""
    return lambda hostile: (
        hostile.build(
            "FROM lab/script\nCOPY harm.py /\nRUN python /harm.py\n", {"harm.py": program}, ["--no-cache"]
        ).code
        == 0
    )


def seize_the_kernel(hostile: Workshop) -> bool:
    """A setting of the whole machine, written back as it is."""
    setting = "/proc/sys/kernel/printk_ratelimit"
    return hostile.run(["sh", "-c", f"echo $(cat {setting}) > {setting}"], privileged=True).code == 0


def reach_the_host(hostile: Workshop) -> bool:
    with decoy() as listening:
        hostile.build(f"FROM scratch\nADD http://127.0.0.1:{listening.port}/x /x\n", policy=ALLOW_ALL)
        return listening.visits > 0


def read_the_host(hostile: Workshop) -> bool:
    with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="attacked-") as secret:
        secret.write("a secret of the host")
        secret.flush()
        os.chmod(secret.name, 0o644)
        said = hostile.run(["cat", f"/h{secret.name}"], volumes={"/.old": {"bind": "/h", "mode": "rw"}})
        return "a secret of the host" in said.text


def see_the_hosts_processes(hostile: Workshop) -> bool:
    marked = f"9{uuid.uuid4().int % 10**8}"
    with subprocess.Popen(["sleep", marked]) as process:
        found = f"grep -l {marked} /p/[0-9]*/cmdline | grep -v /p/self"
        seen = hostile.run(["sh", "-c", found], volumes={"/proc": {"bind": "/p", "mode": "ro"}})
        process.kill()
    return f"/p/{process.pid}/cmdline" in seen.text


def enter_the_daemons_network(hostile: Workshop) -> bool:
    """Where the learner's registry listens."""
    text = "FROM lab/base\nRUN --network=host true\n"
    return hostile.build(text, options=["--allow=network.host", "--no-cache"]).code == 0


def keep_the_socket(hostile: Workshop) -> bool:
    """Connect by a kept descriptor once the lease is over. The engine is of another learner, left running."""
    learner = f"l-{uuid.uuid4().hex}"
    with Client(str(hostile.folder.parent / "engine.sock")) as client:
        with client.acquire(learner, 60) as lease:
            kept = os.dup(lease.fd)
        try:
            return as_nobody(lambda: connect(f"/proc/self/fd/{kept}")) == ""
        finally:
            os.close(kept)
            client.remove(learner)


FORKS = """
import os, time
for _ in range(400):
    if os.fork() == 0:
        time.sleep(60)
os._exit(0)
"""
ALLOCATES = (
    "import os\nif os.fork() == 0:\n    bytearray(400 << 20)\n    os._exit(0)\nos._exit(os.wait()[1] != 0)\n"
)
WRITES = """
with open("/big", "wb") as file:
    for _ in range(500):
        file.write(bytes(1 << 20))
"""
MAKES_FILES = """
for number in range(20_000):
    open(f"/{number}", "w").close()
"""
BURNS = """
import os, time
for _ in range({windows}):
    began, before = time.monotonic(), os.times().children_user
    for _ in range(2):
        if os.fork() == 0:
            while time.monotonic() < began + 0.5:
                pass
            os._exit(0)
    os.wait(), os.wait()
    if os.times().children_user - before > 0.6 * (time.monotonic() - began):
        os._exit(0)
os._exit(1)
"""
"""Harm is to have had 60 % of a processor for half a second, once."""


def fill_the_log(hostile: Workshop) -> bool:
    told = hostile.build("FROM lab/base\nRUN yes xxxxxxxxxxxxxxx | head -c 9000000\n", options=["--no-cache"])
    return len(told.text) > 8_000_000


VARIANTS: dict[str, Attack] = {
    "user_namespace": seize_the_kernel,
    "network_namespace": reach_the_host,
    "pid_namespace": see_the_hosts_processes,
    "own_root": read_the_host,
    "entitlements": enter_the_daemons_network,
    "socket_mode": keep_the_socket,
}
LIMITS: dict[str, tuple[dict[str, str], Attack]] = {
    "processes": ({"ENGINE_PIDS": "4000", "ENGINE_STEP_PIDS": "4000"}, step(FORKS)),
    "memory": ({"ENGINE_MEMORY_MIB": "2000", "ENGINE_STEP_MEMORY_MIB": "2000"}, step(ALLOCATES)),
    "disk": ({"ENGINE_BULK_MIB": "2000"}, step(WRITES)),
    "inodes": ({"ENGINE_BULK_INODES": "65536"}, step(MAKES_FILES)),
    "log": ({"ENGINE_STEP_LOG_KIB": "20000", "ENGINE_STEP_LOG_KIB_PER_SECOND": "20000"}, fill_the_log),
}


@pytest.mark.parametrize("control", VARIANTS)
def test_without_one_wall_of_the_jail_its_attack_succeeds(
    guarded: Workshop, buildx: Path, tmp_path: Path, control: str
) -> None:
    attack = VARIANTS[control]
    assert not attack(guarded)
    with opened(tmp_path, buildx, "tests.attacks.without", control) as unguarded:
        assert attack(unguarded)


@pytest.mark.parametrize("limit", list(LIMITS)[: size(2, len(LIMITS))])
def test_without_one_limit_its_bomb_goes_through(
    guarded: Workshop, buildx: Path, tmp_path: Path, limit: str
) -> None:
    loosened, attack = LIMITS[limit]
    assert not attack(guarded)
    with opened(tmp_path, buildx, **loosened) as unguarded:
        assert attack(unguarded)


def test_without_a_limit_of_processors_a_step_takes_more(buildx: Path, tmp_path: Path) -> None:
    """Whoever else works on this machine may leave it little for a while, so it tries for longer."""
    with opened(tmp_path / "guarded", buildx, ENGINE_CPU_PERCENT="30") as guarded:
        assert not step(BURNS.format(windows=8))(guarded)
    with opened(tmp_path / "unguarded", buildx, ENGINE_CPU_PERCENT="400") as unguarded:
        assert step(BURNS.format(windows=120))(unguarded)


def test_without_seccomp_the_calls_that_it_alone_stops_succeed(guarded: Workshop) -> None:
    command = ["python", "-c", script(SECCOMP, 0)]
    confined = guarded.run(command)
    assert set(outcomes(confined.text, SECCOMP).values()) == {"denied"}, confined.text
    unconfined = guarded.run(command, security_opt=["seccomp=unconfined"])
    done = {name for name, how in outcomes(unconfined.text, SECCOMP).items() if how == "HARM"}
    assert done >= {"unshare a user namespace", "add_key", "keyctl"}, unconfined.text


def test_without_dropped_capabilities_the_calls_that_need_them_succeed(guarded: Workshop) -> None:
    command = ["python", "-c", script(CALLS, 0)]
    dropped = guarded.run(command)
    assert set(outcomes(dropped.text, CALLS).values()) == {"denied"}, dropped.text
    kept = guarded.run(command, cap_add=["ALL"])
    done = {name for name, how in outcomes(kept.text, CALLS).items() if how == "HARM"}
    assert done >= {"mount", "unshare mounts", "sethostname"}, kept.text


def test_without_the_source_policy_an_image_not_on_offer_is_a_base(guarded: Workshop) -> None:
    assert guarded.build("FROM lab/base\nRUN echo h > /h\n", options=["--tag=hidden:1"]).code == 0
    assert guarded.build("FROM hidden:1\n").code != 0
    assert guarded.build("FROM hidden:1\n", policy=ALLOW_ALL).code == 0


def test_without_refusing_links_a_context_writes_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    request = BuildRequest("", {"d": ContextFile(symlink=str(outside)), "d/x": "harm"})
    with pytest.raises(OSError):
        write_context(tmp_path / "guarded", request)
    assert list(outside.iterdir()) == []
    monkeypatch.setattr("builds.context._FOLDER", os.O_RDONLY | os.O_DIRECTORY)
    monkeypatch.setattr("builds.context.os.chmod", lambda *_, **__: None)
    write_context(tmp_path / "unguarded", request)
    assert (outside / "x").read_text() == "harm"
