"""A jail's root plants links and pipes where the host's root looks: on its disks, for its daemon's log."""

import os
import uuid
from pathlib import Path

import pytest

from engine import daemon, disks
from engine.client import EngineRefused
from engine.said import escaped
from tests.attacks.workshop import Workshop
from tests.engine_fixtures import start_service, stop_service

SECRET = "a secret of the host"
HOSTILE = "a\nengine: forged\r\x1b[2J\x9b\u2028\u202eb"


def test_the_last_words_of_a_daemon_are_lines_of_its_log(tmp_path: Path) -> None:
    assert daemon.last_words(tmp_path) == []
    (tmp_path / "log").write_bytes(b"first\n" + b"x\n" * 9000 + b"\x1b[2Jlast\n")
    assert daemon.last_words(tmp_path) == [*["x"] * 5, r"\x1b[2Jlast"]


def test_a_link_or_a_pipe_in_place_of_the_log_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "log").symlink_to(tmp_path / "secret")
    assert daemon.last_words(tmp_path) == []
    (tmp_path / "log").unlink()
    os.mkfifo(tmp_path / "log")
    assert daemon.last_words(tmp_path) == []


def test_a_record_of_the_service_is_one_line() -> None:
    assert escaped(HOSTILE) == r"a\nengine: forged\r\x1b[2J\x9b\u2028\u202eb"
    assert escaped("Grüße, 世界 × …") == "Grüße, 世界 × …"


@pytest.mark.engine
def test_a_link_on_a_disk_leads_the_service_nowhere(tmp_path: Path, buildx: Path) -> None:
    """The engine does not start on it again; a reset gives its learner a new one."""
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o777)
    plant = ["sh", "-c", f"mv /d/docker /d/moved && ln -s {outside} /d/docker"]
    learner = f"l-{uuid.uuid4().hex}"
    service = start_service(tmp_path, ENGINE_RUNNING="1")
    try:
        with service.client() as client:
            with client.acquire(learner, 60) as lease:
                hostile = Workshop(lease, buildx, tmp_path / "w", ("lab/script",))
                hostile.run(plant, volumes={"/data": {"bind": "/d", "mode": "rw"}})
            client.acquire("another", 60).close()
            with pytest.raises(EngineRefused, match="Not a directory: 'docker'"):
                client.acquire(learner, 60)
            assert list(outside.iterdir()) == []
            client.reset(learner)
            client.acquire(learner, 60).close()
    finally:
        stop_service(service)


def test_folders_are_made_where_they_lack_and_kept_where_they_are(tmp_path: Path) -> None:
    owner = 100_000
    for _ in range(2):
        disks._make_folders(tmp_path, "a/b", owner)
        assert (tmp_path / "a/b").stat().st_uid == owner
        assert (tmp_path / "a").stat().st_mode & 0o777 == 0o710
    assert tmp_path.stat().st_uid == os.getuid()
