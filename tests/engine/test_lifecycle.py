"""What becomes of engines over time: who is stopped, who is removed, and what a crash may leave."""

import concurrent.futures
import contextlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from engine.client import EngineRefused
from engine.protocol import EngineStatus
from tests.engine.test_service import state_of, wait_for
from tests.engine_fixtures import EngineService, start_service, stop_service

pytestmark = pytest.mark.engine
DAY = 86400


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 96 MiB, for services that shall run out of space."""
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "none", str(place)], check=True)
    yield place
    subprocess.run(["umount", str(place)], check=True)


def made(service: EngineService, *learners: str) -> None:
    with service.client() as client:
        for learner in learners:
            client.acquire(learner, 60).close()


def names(service: EngineService) -> list[str]:
    with service.client() as client:
        return [engine.learner for engine in client.engines()]


def test_an_engine_unused_for_the_named_days_is_removed_with_its_disks(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    made(service, "old", "young")
    with service.client() as client:
        first = next(engine for engine in client.engines() if engine.learner == "old")
    assert first.disk_bytes > 0
    stop_service(service)
    (tmp_path / "engines/old/used").write_text(str(int(time.time()) - 31 * DAY))
    (tmp_path / "engines/young/used").write_text(str(int(time.time()) - 29 * DAY))
    service = start_service(tmp_path)
    wait_for(lambda: names(service) == ["young"])
    assert not (tmp_path / "engines/old").exists()
    with service.client() as client:
        assert client.status().tally.removed == 1
    stop_service(service)


def test_a_removed_learner_who_comes_back_gets_disks_that_are_told_from_the_first(
    engine_service: EngineService, learner: str
) -> None:
    with engine_service.client() as client:
        with client.acquire(learner, 60) as first:
            pass
        client.remove(learner)
        with client.acquire(learner, 60) as second:
            assert second.started
            assert second.generation > first.generation
        client.remove(learner)


def test_the_engine_unused_for_longest_gives_its_place_to_a_newcomer(tmp_path: Path) -> None:
    service = start_service(tmp_path, ENGINE_KEPT="2")
    made(service, "one", "two", "one", "three")
    assert names(service) == ["one", "three"]
    with service.client() as client:
        kept = [client.acquire(name, 60) for name in ("one", "three")]
        with pytest.raises(EngineRefused, match="all 2 places for engines are in use") as refusal:
            client.acquire("four", 60)
        assert refusal.value.code == "busy"
        for lease in kept:
            lease.close()
    stop_service(service)


def test_when_the_hosts_disk_runs_out_engines_give_theirs_back(small_disk: Path) -> None:
    sizes = {"ENGINE_FREE_MIB": "40", "ENGINE_STATE_MIB": "32", "ENGINE_BULK_MIB": "32"}
    service = start_service(small_disk, **sizes)
    made(service, "one")
    junk = small_disk / "junk"
    junk.write_bytes(bytes(60 << 20))
    wait_for(lambda: names(service) == [])
    with service.client() as client, pytest.raises(EngineRefused, match="disk is nearly full") as refusal:
        client.acquire("two", 60)
    assert refusal.value.code == "busy"
    junk.unlink()
    made(service, "two")
    stop_service(service)


def test_a_leased_engine_is_neither_stopped_nor_removed(small_disk: Path) -> None:
    sizes = {"ENGINE_FREE_MIB": "40", "ENGINE_STATE_MIB": "32", "ENGINE_BULK_MIB": "32"}
    service = start_service(small_disk, ENGINE_IDLE_SECONDS="1", **sizes)
    with service.client() as client, client.acquire("one", 60):
        (small_disk / "junk").write_bytes(bytes(60 << 20))
        time.sleep(5)  # more than two rounds of upkeep
        assert state_of(client, "one").state == "leased"  # type: ignore[union-attr]
    wait_for(lambda: names(service) == [])
    stop_service(service)


def test_what_a_crash_left_half_made_is_cleared_away(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    made(service, "one")
    stop_service(service)
    engines = tmp_path / "engines"
    (engines / "one/used").write_text("")
    (engines / "one/generation.new").write_text("")
    (engines / "half").mkdir()
    (engines / "none").mkdir()
    (engines / "none/slot").write_text("")
    service = start_service(tmp_path)
    assert names(service) == ["one"]
    made(service, "one", "half")
    stop_service(service)


def test_resets_and_leases_that_cross_each_other_never_break_one(
    engine_service: EngineService, learner: str
) -> None:
    """Each lease that is given works until it is closed, whatever resets and removals come meanwhile."""

    def lend() -> None:
        with engine_service.client() as client, client.acquire(learner, 60):
            time.sleep(0.1)
            found = state_of(client, learner)
            assert found
            assert found.state == "leased"

    def wipe(number: int) -> None:
        with engine_service.client() as client, contextlib.suppress(EngineRefused):
            (client.remove if number % 2 else client.reset)(learner)

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        work = [pool.submit(lend) if turn % 2 else pool.submit(wipe, turn // 2) for turn in range(16)]
        for done in work:
            done.result(60)
    with engine_service.client() as client, client.acquire(learner, 60):
        pass
    with engine_service.client() as client:
        client.remove(learner)


def test_more_engines_than_fit_a_packet_are_listed(tmp_path: Path) -> None:
    for slot in range(1024):
        home = tmp_path / f"engines/l-{slot:062}"
        home.mkdir(parents=True)
        (home / "slot").write_text(str(slot))
    service = start_service(tmp_path)
    with service.client() as client:
        assert sum(1 for _ in client.engines()) == 1024
        assert client.status().states["stopped"] == 1024
    stop_service(service)


def test_disks_given_back_become_holes(tmp_path: Path) -> None:
    service = start_service(tmp_path)
    with service.client() as client, client.acquire("one", 60):
        before = state_of(client, "one")
        bulk = Path(f"/proc/{service.process.pid}/root{tmp_path}/engines/one/bulk/filling")
        with bulk.open("wb") as file:
            file.write(os.urandom(40 << 20))
            os.fsync(file.fileno())
        full = state_of(client, "one")
        bulk.unlink()
        wait_for(lambda: _disk(client.engines(), "one") < full.disk_bytes - (30 << 20))  # type: ignore[union-attr]
    assert before
    assert full
    assert full.disk_bytes > before.disk_bytes + (30 << 20)
    stop_service(service)


def _disk(engines: Iterable[EngineStatus], learner: str) -> int:
    return next(each.disk_bytes for each in engines if each.learner == learner)


def test_who_reads_a_blob_across_a_stop_does_not_cost_the_learner_the_cache(tmp_path: Path) -> None:
    service = start_service(tmp_path, ENGINE_RUNNING="1")
    with service.client() as client:
        with client.acquire("one", 60) as first:
            store = Path(f"/proc/{service.process.pid}/root{tmp_path}/engines/one/bulk/content/blobs/sha256")
            store.mkdir(parents=True, exist_ok=True)
            (store / ("0" * 64)).write_bytes(b"blob")
            held = client.open_blob("one", "sha256:" + "0" * 64)
        made(service, "two")
        assert state_of(client, "one").state == "evicted"  # type: ignore[union-attr]
        with client.acquire("one", 60) as second, held:
            assert (second.started, second.generation) == (True, first.generation)
            assert held.read() == b"blob"
    stop_service(service)
