"""A real worker says in its log what somebody put into the queue, and none of it passes for a record."""

import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection

from boot.parts import commands
from config.celery import app
from tests.config.test_log_lines import HOSTILE

pytestmark = [pytest.mark.django_db(transaction=True)]
SECONDS = 40.0


def test_what_a_worker_says_of_hostile_messages_is_a_line_each(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    connection.close()
    web = {"HOST": "127.0.0.1", "PORT": "1", "SOCKET_FRAME_BYTES": "4096"}  # not started
    environment = child_environment | web | {"VAR_DIR": str(tmp_path), "BUILDS_AT_ONCE": "1"}
    app.send_task(f"unknown {HOSTILE}", args=[HOSTILE])
    app.send_task("builds.tasks.sweep", kwargs={HOSTILE: 1}, queue="builds")
    app.send_task("builds.tasks.run_operation", args=[HOSTILE])
    log = tmp_path / "log"
    with log.open("wb") as output:
        worker = subprocess.Popen(
            commands(environment)["worker"], env=environment, stdout=output, stderr=output
        )
    try:
        said = _wait(log, ["unregistered task", "TypeError", "badly formed"])
    finally:
        worker.terminate()
        worker.wait(20)
    assert said.count("forged") >= 3
    assert not [line for line in said.split("\n") if line.startswith("CRITICAL")]
    assert not set("\r\x1b\x9b\u2028\u202e") & set(said)


def _wait(log: Path, words: list[str]) -> str:
    end = time.monotonic() + SECONDS
    while True:
        said = log.read_text()
        if all(word in said for word in words):
            return said
        assert time.monotonic() < end, said
        time.sleep(0.2)
