"""What a client of the engine service that is not root may ask for."""

import os
import socket
from collections.abc import Callable

import msgspec
import pytest

from engine.client import Client, EngineRefused
from engine.service import LEASES
from tests.engine.test_service import as_nobody
from tests.engine_fixtures import EngineService

pytestmark = pytest.mark.engine
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def open_door(engine_service: EngineService) -> Callable[[Callable[[Client], object]], str]:
    """Carries out an attempt as a user without privileges whom the socket's mode lets in."""

    def attempt(what: Callable[[Client], object]) -> str:
        def ask() -> None:
            with engine_service.client() as client:
                what(client)

        engine_service.path.parent.chmod(0o755)
        for parent in engine_service.path.parent.parents:
            if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
                parent.chmod(0o711)
        engine_service.path.chmod(0o666)
        try:
            return as_nobody(ask)
        finally:
            engine_service.path.chmod(0o660)

    return attempt


Door = Callable[[Callable[[Client], object]], str]


def refused(code: str, call: Callable[[], object]) -> None:
    with pytest.raises(EngineRefused) as refusal:
        call()
    assert refusal.value.code == code


def test_only_root_learns_which_engines_there_are(open_door: Door) -> None:
    assert open_door(lambda client: client.status()) == ""
    assert open_door(lambda client: refused("forbidden", lambda: list(client.engines()))) == ""
    assert open_door(lambda client: list(client.engines())) == "EngineRefused"


def test_a_connection_names_two_learners_and_no_third(open_door: Door) -> None:
    def name_three(client: Client) -> None:
        for name in ("first", "second", "first"):
            refused("unknown", lambda name=name: client.reset(name))  # type: ignore[misc]
        refused("forbidden", lambda: client.reset("third"))

    assert open_door(name_three) == ""


def test_blobs_and_kills_are_told_of_leased_engines_alone(
    engine_service: EngineService, client: Client, learner: str
) -> None:
    with engine_service.client() as other, other.acquire(learner, 60):
        refused("forbidden", lambda: client.open_blob(learner, DIGEST))
        refused("forbidden", lambda: client.count_ooms(learner))
        refused("forbidden", lambda: client.relieve(learner))
        refused("unknown", lambda: other.open_blob(learner, DIGEST))
        assert other.count_ooms(learner).count == 0
    client.remove(learner)


def test_a_lease_that_has_ended_opens_no_more_blobs(client: Client, learner: str) -> None:
    client.acquire(learner, 60).close()
    refused("forbidden", lambda: client.open_blob(learner, DIGEST))
    client.remove(learner)


def test_a_connection_holds_few_leases(client: Client, learner: str) -> None:
    leases = [client.acquire(learner, 60) for _ in range(LEASES)]
    refused("forbidden", lambda: client.acquire(learner, 60))
    for lease in leases:
        lease.close()
    client.acquire(learner, 60).close()
    client.remove(learner)


def test_nobody_elses_lease_is_released(engine_service: EngineService, client: Client, learner: str) -> None:
    with engine_service.client() as other, other.acquire(learner, 60) as lease:
        client.release(lease._name)
        assert other.count_ooms(learner).count == 0
    client.remove(learner)


def test_a_crowd_of_connections_waits_and_is_served(engine_service: EngineService) -> None:
    crowd = []
    for _ in range(300):
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        peer.connect(str(engine_service.path))
        crowd.append(peer)
    crowd[-1].settimeout(0.5)
    crowd[-1].send(msgspec.json.encode({"type": "Status"}))
    with pytest.raises(TimeoutError):
        crowd[-1].recv(65536)
    for peer in crowd[:100]:
        peer.close()
    crowd[-1].settimeout(10)
    assert b'"Report"' in crowd[-1].recv(65536)
    for peer in crowd[100:]:
        peer.close()
    assert len(os.listdir(f"/proc/{engine_service.process.pid}/fd")) < 1024  # noqa: PTH208
