"""Every attempt of a hostile step, on a real engine, while another learner builds."""

import concurrent.futures
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.client import Client
from tests.attacks.cases import STEPS
from tests.attacks.probe import outcomes, script
from tests.attacks.workshop import Decoy, Workshop, decoy, workshop
from tests.engine_fixtures import EngineService

pytestmark = pytest.mark.engine
HONEST = "FROM lab/base\nRUN echo {} > /honest\n"


@pytest.fixture(scope="module")
def hostile(
    engine_service: EngineService, buildx: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("hostile")
    with engine_service.client() as client, workshop(client, f"l-{uuid.uuid4().hex}", buildx, folder) as made:
        yield made


@pytest.fixture(scope="module")
def listening() -> Iterator[Decoy]:
    with decoy() as listening:
        yield listening


def honest(client: Client, buildx: Path, folder: Path) -> int:
    """Another learner's build: its exit code."""
    with workshop(client, f"l-{uuid.uuid4().hex}", buildx, folder) as other:
        return other.build(HONEST.format("other")).code


def test_no_attempt_of_a_step_does_harm_and_another_learner_builds_meanwhile(
    hostile: Workshop, listening: Decoy, client: Client, buildx: Path, tmp_path: Path
) -> None:
    probe = {"probe.py": script(STEPS, listening.port)}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        other = pool.submit(honest, client, buildx, tmp_path / "other")
        said = hostile.build("FROM lab/script\nCOPY probe.py /\nRUN python /probe.py\n", probe)
        assert other.result() == 0
    assert said.code == 0, said.text
    found = outcomes(said.text, STEPS)
    assert {name: how for name, how in found.items() if how != "denied"} == {}, said.text
    assert len(found) >= 60
    assert listening.visits == 0
    assert hostile.build(HONEST.format("again")).code == 0


def test_the_decoy_counts(listening: Decoy) -> None:
    before = listening.visits
    socket.create_connection(("127.0.0.1", listening.port), 2).close()
    for _ in range(100):
        if listening.visits > before:
            break
        socket.create_connection(("127.0.0.1", listening.port), 2).close()
    assert listening.visits > before
