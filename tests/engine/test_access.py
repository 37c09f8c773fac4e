"""What a client of the engine service that is not root may ask for."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator

import msgspec
import pytest

from engine.client import Client, EngineRefused
from engine.crowd import CONNECTIONS
from engine.limits import MOST_RUNNING
from engine.named import SECONDS, Named
from engine.service import LEASES, SHARERS
from tests.engine.test_service import as_nobody
from tests.engine_fixtures import EngineService, start_service, stop_service

pytestmark = pytest.mark.engine
DIGEST = "sha256:" + "0" * 64


@pytest.fixture
def open_door(engine_service: EngineService) -> Callable[[Callable[[Client], object]], str]:
    """Carries out an attempt as a user without privileges whom the socket's mode lets in."""

    def attempt(what: Callable[[Client], object]) -> str:
        def ask() -> None:
            with engine_service.client() as client:
                what(client)

        return as_stranger(engine_service, ask)

    return attempt


def as_stranger(service: EngineService, ask: Callable[[], object]) -> str:
    """What `ask` raises in a child without privileges whom the socket's mode lets in."""
    service.path.parent.chmod(0o755)
    for parent in service.path.parent.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(0o711)
    service.path.chmod(0o666)
    try:
        return as_nobody(ask)
    finally:
        service.path.chmod(0o660)


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


def test_a_crowd_of_silent_connections_makes_room_for_who_speaks_and_keeps_who_has_a_lease(
    engine_service: EngineService, learner: str
) -> None:
    with engine_service.client() as owner, owner.acquire(learner, 60):
        crowd = []
        for _ in range(CONNECTIONS + 40):
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            peer.connect(str(engine_service.path))
            crowd.append(peer)
        crowd[-1].settimeout(60)
        crowd[-1].send(msgspec.json.encode({"type": "Status"}))
        assert b'"Report"' in crowd[-1].recv(65536)
        assert owner.count_ooms(learner).count == 0
        for peer in crowd:
            peer.close()
    with engine_service.client() as client:
        client.remove(learner)
    assert len(os.listdir(f"/proc/{engine_service.process.pid}/fd")) < 1024  # noqa: PTH208


def test_an_engine_is_lent_so_often_that_leases_cannot_fill_the_door(
    engine_service: EngineService, client: Client, learner: str
) -> None:
    assert MOST_RUNNING * SHARERS < CONNECTIONS
    with contextlib.ExitStack() as stack:
        for _ in range(SHARERS):
            stack.enter_context(stack.enter_context(engine_service.client()).acquire(learner, 60))
        refused("busy", lambda: client.acquire(learner, 60))
    with client.acquire(learner, 60):
        pass
    client.remove(learner)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineService]:
    var = tmp_path_factory.mktemp("strict")
    service = start_service(var, ENGINE_CONNECTION_SECONDS="1", ENGINE_NAMES_PER_MINUTE="3")
    yield service
    stop_service(service)


def test_a_connection_that_says_nothing_is_closed_unless_it_has_a_lease(
    strict: EngineService, learner: str
) -> None:
    with strict.client() as idle, strict.client() as holder, holder.acquire(learner, 60):
        assert idle._socket.recv(1) == b""
        time.sleep(3)
        assert holder.count_ooms(learner).count == 0
    with strict.client() as client:
        client.remove(learner)


def test_one_user_names_so_many_learners_a_minute_over_all_connections(strict: EngineService) -> None:
    def name_four() -> None:
        for name in "abcda":
            with strict.client() as client:
                refused("busy" if name == "d" else "unknown", lambda: client.reset(name))  # noqa: B023

    assert as_stranger(strict, name_four) == ""
    with strict.client() as root:
        for number in range(9):
            refused("unknown", lambda: root.reset(f"n{number}"))  # noqa: B023


def test_a_name_is_forgotten_after_a_minute_and_users_are_counted_apart() -> None:
    named = Named(2)
    assert [named.allow(7, name, 0.0) for name in ("a", "b", "c", "a")] == [True, True, False, True]
    assert named.allow(8, "c", 0.0)
    assert not named.allow(7, "c", SECONDS - 1)
    assert named.allow(7, "c", SECONDS + 1)
