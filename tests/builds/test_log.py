import subprocess
import sys
import threading
import uuid

import pytest
from django.db import connection

from builds import log
from builds.events import Cancelled, Completed, Interrupted, Logged, Started
from builds.log import ClaimLost
from tests.builds.operations import queued, running, token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def line(text: str) -> Logged:
    return Logged(None, "stdout", text)


def test_what_is_appended_is_read_in_order_and_equal() -> None:
    operation = running()
    written = log.append(operation.pk, operation.claim, [line("a"), line("b\0\udcff".replace("\udcff", "é"))])
    assert [entry.seq for entry in written] == [2, 3]
    assert log.read(operation.pk, after=1) == written
    assert log.read(operation.pk, after=1, limit=1) == written[:1]
    assert log.of_type(operation.pk, Logged) == [entry.event for entry in written]


def test_threads_that_append_at_once_leave_no_gap() -> None:
    operation = running()

    def write(name: int) -> None:
        for number in range(20):
            log.append(operation.pk, operation.claim, [line(f"{name}.{number}.{part}") for part in range(3)])
        connection.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = log.read(operation.pk)
    assert [entry.seq for entry in entries] == list(range(1, 4 * 20 * 3 + 2))
    assert len({str(entry.event) for entry in entries}) == len(entries)


WRITER = """
import os, sys, uuid
import django
django.setup()
from builds import log
from builds.events import Logged
for number in range(15):
    event = Logged(None, "stdout", f"{sys.argv[3]}.{number}")
    log.append(uuid.UUID(sys.argv[1]), uuid.UUID(sys.argv[2]), [event, event])
"""


def test_processes_that_append_at_once_leave_no_gap(wired: str, child_environment: dict[str, str]) -> None:
    operation = running()
    names = [str(operation.pk), str(token(operation))]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, *names, str(name)], env=child_environment)
        for name in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert [entry.seq for entry in log.read(operation.pk)] == list(range(1, 3 * 15 * 2 + 2))


def test_started_and_terminal_events_bring_their_status() -> None:
    operation = running()
    assert (operation.status, operation.last_seq, operation.ended) == ("running", 1, False)
    log.append(operation.pk, operation.claim, [line("x"), Completed(1.5)])
    operation.refresh_from_db()
    assert (operation.status, operation.last_seq, operation.ended) == ("completed", 3, True)
    assert operation.claim is None


def test_nothing_follows_the_terminal_event() -> None:
    operation = running()
    held = operation.claim
    log.append(operation.pk, held, [Completed(1.0)])
    for claim in (held, None):
        with pytest.raises(ClaimLost):
            log.append(operation.pk, claim, [line("late")])
    assert len(log.read(operation.pk)) == 2


def test_who_lost_the_claim_writes_nothing() -> None:
    operation = running()
    for claim in (uuid.uuid4(), None):
        with pytest.raises(ClaimLost, match=str(operation.pk)):
            log.append(operation.pk, claim, [Interrupted("x")])
    operation.refresh_from_db()
    assert (operation.status, operation.last_seq) == ("running", 1)


def test_an_unclaimed_operation_can_be_ended_without_a_claim() -> None:
    operation = queued()
    log.append(operation.pk, None, [Cancelled()])
    operation.refresh_from_db()
    assert operation.status == "cancelled"
    assert operation.started_at is None


def test_an_unknown_operation_has_an_empty_log_and_takes_nothing() -> None:
    assert log.read(uuid.uuid4()) == []
    with pytest.raises(ClaimLost):
        log.append(uuid.uuid4(), None, [Started(1, {})])
