"""Bombs on an engine with its limits: each ends, the same learner and another build on, and nothing is left behind."""

import gzip
import tarfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cgroups import find_trees
from engine.client import Client
from engine.instance import claim
from tests.attacks.test_steps import HONEST
from tests.attacks.workshop import Workshop, workshop
from tests.engine.test_service import _alive, processes_of
from tests.engine_fixtures import EngineService, start_service, stop_service
from tests.size import FULL

pytestmark = pytest.mark.engine
SMALL = {"ENGINE_BULK_MIB": "192", "ENGINE_BULK_INODES": "8192"}
SPARSE = "truncate -s 100G /s && tar -cf - /s | cat > /dev/null"

BOMBS = {
    "forks": "RUN f() { f | f & }; f; sleep 2; f",
    "memory": "RUN tail /dev/zero",
    "disk": "RUN dd if=/dev/zero of=/big bs=1M count=500",
    "inodes": "RUN mkdir /i && cd /i && i=0; while : > f$i; do i=$((i+1)); done; false",
    "log": "RUN yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | head -c 20000000",
    "tar": "ADD bomb.tar /",
}
MORE = {
    "threads of a shell": "RUN i=0; while sleep 30 & do i=$((i+1)); done; false",
    "memory in /dev/shm": "RUN dd if=/dev/zero of=/dev/shm/x bs=1M count=2000",
    "memory in the group's tmpfs": "RUN dd if=/dev/zero of=/sys/fs/cgroup/x bs=1M count=2000",
    "processors": "RUN for i in 1 2 3 4; do timeout 5 sh -c 'while :; do :; done' & done; wait",
    "a sparse file": f"RUN {SPARSE} & sleep 5; kill $!; rm /s; false",
    "depth": "RUN i=0; while mkdir d && cd d; do i=$((i+1)); [ $i -lt 3000 ] || exit 1; done",
    "descriptors": 'RUN i=3; while eval "exec $i</dev/null"; do i=$((i+1)); [ $i -lt 100000 ] || exit 1; done',
}
ENDURED = {"log", "processors"}
"""Cut short by a limit without an error; the others fail their step."""
CHOSEN = BOMBS | (MORE if FULL else {})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineService]:
    service = start_service(tmp_path_factory.mktemp("bombs"), **SMALL)
    yield service
    stop_service(service)


@pytest.fixture(scope="module")
def client(service: EngineService) -> Iterator[Client]:
    with service.client() as client:
        yield client


@pytest.fixture(scope="module")
def victim(client: Client, buildx: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with workshop(
        client, f"l-{uuid.uuid4().hex}", buildx, tmp_path_factory.mktemp("victim"), ("lab/base",)
    ) as made:
        yield made


@pytest.fixture(scope="module")
def bomber(client: Client) -> Iterator[str]:
    """A learner, whose engine is lent for each bomb anew."""
    yield (learner := f"l-{uuid.uuid4().hex}")
    client.remove(learner)


def write_tar_bomb(path: Path) -> None:
    """A gzip of 500 MB of zeros, in half a megabyte."""
    head = tarfile.TarInfo("zeros")
    head.size = 500_000_000
    with gzip.open(path, "wb", 1) as file:
        file.write(head.tobuf(tarfile.GNU_FORMAT))
        block = bytes(1_000_000)
        for _ in range(500):
            file.write(block)


@pytest.mark.parametrize("name", CHOSEN)
def test_after_a_bomb_the_same_learner_and_another_build(
    client: Client, bomber: str, victim: Workshop, buildx: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "context").mkdir()
    if name == "tar":
        write_tar_bomb(tmp_path / "context/bomb.tar")
    with client.acquire(bomber, 120) as lease:
        hostile = Workshop(lease, buildx, tmp_path, ("lab/base",))
        bomb = hostile.start(f"FROM lab/base\n{CHOSEN[name]}\n", options=["--no-cache"])
        meanwhile = victim.build(HONEST.format(uuid.uuid4()))
        said = bomb()
        client.relieve(bomber)  # as a worker does of what has failed
        at_once = Workshop(lease, buildx, tmp_path / "at-once", ("lab/base",)).build(
            HONEST.format(uuid.uuid4())
        )
    (tmp_path / "context/bomb.tar").unlink(missing_ok=True)
    assert meanwhile.code == 0, meanwhile.text
    if name == "forks":  # its shell may end well, or not
        assert "can't fork" in said.text
    else:
        assert (said.code == 0) == (name in ENDURED), said.text[-2000:]
    assert len(said.text) < 8_000_000
    assert at_once.code == 0, at_once.text
    with client.acquire(bomber, 120) as lease:
        after = Workshop(lease, buildx, tmp_path, ("lab/base",)).build(HONEST.format(uuid.uuid4()))
    assert after.code == 0, after.text


def test_nothing_is_left_of_bombed_engines(tmp_path: Path, buildx: Path) -> None:
    service = start_service(tmp_path, **SMALL)
    with service.client() as client, client.acquire("bombed", 60) as lease:
        shop = Workshop(lease, buildx, tmp_path / "w", ("lab/base",))
        bomb = shop.start(f"FROM lab/base\n{BOMBS['forks']}\nRUN sleep 30\n")
        shop.build("FROM lab/base\nRUN dd if=/dev/zero of=/big bs=1M count=500\n")
        inside = processes_of(service)
        assert inside
        group = claim(tmp_path).cgroup
        assert any((tree.root / group).is_dir() for tree in find_trees())
    stop_service(service)
    bomb()
    assert not any(_alive(pid) for pid in inside)
    assert not [tree.root for tree in find_trees() if (tree.root / group / "engines").is_dir()]
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
    assert not [
        link
        for link in Path("/sys/block").glob("loop*/loop/backing_file")
        if str(tmp_path) in link.read_text()
    ]
