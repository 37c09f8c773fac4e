"""The whole path, as outsiders use it: POST to the last event on a real engine."""

import contextlib
import gzip
import hashlib
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.site import Guest, Site, descendants

pytestmark = pytest.mark.engine

FOUR = """FROM lab/base
RUN echo one > /one
COPY hello.txt /hello.txt
RUN sleep 1; echo two > /two
ENV MODE=prod
RUN echo three > /three
CMD ["cat", "/hello.txt"]
"""
FILES = {"hello.txt": "hello\n"}


def verdicts(state: dict[str, Any]) -> list[str]:
    return [step["status"] for step in state["steps"] if step["instruction"].split()[0] in ("RUN", "COPY")]


def test_a_first_build_runs_every_step_and_the_second_none(guest: Guest) -> None:
    first = guest.build(FOUR, files=FILES)
    assert first["status"] == "completed", first["error"]
    assert verdicts(first) == ["built"] * 4
    second = guest.build(FOUR, files=FILES)
    assert verdicts(second) == ["cached"] * 4
    assert second["image"]["manifest_digest"] == first["image"]["manifest_digest"]


def test_one_changed_line_rebuilds_exactly_it_and_what_stands_on_it(guest: Guest) -> None:
    guest.build(FOUR, files=FILES)
    changed = guest.build(FOUR.replace("echo two", "echo zwei"), files=FILES)
    assert verdicts(changed) == ["cached", "cached", "built", "built"]
    comment = guest.build("# a comment\n" + FOUR.replace("echo two", "echo zwei"), files=FILES)
    assert verdicts(comment) == ["cached"] * 4
    file = guest.build(FOUR.replace("echo two", "echo zwei"), files={"hello.txt": "hallo\n"})
    assert verdicts(file) == ["cached", "built", "built", "built"]


def test_a_file_of_the_same_size_is_sent_again(guest: Guest) -> None:
    dockerfile = "FROM lab/base\nCOPY a.txt /\nRUN cat /a.txt\n"
    first = guest.build(dockerfile, files={"a.txt": "1111"})
    second = guest.build(dockerfile, files={"a.txt": "2222"})
    assert verdicts(first) == verdicts(second) == ["built", "built"]
    printed = [event["text"] for event in guest.events(second["id"]) if event["type"] == "logged"]
    assert any("2222" in text for text in printed)


def test_the_images_documents_hash_to_their_digests_and_name_its_layers(guest: Guest) -> None:
    state = guest.build("FROM lab/base\nRUN echo one > /one\n")
    below = f"/api/builds/{state['id']}/documents"
    manifest, config = guest.get(f"{below}/manifest"), guest.get(f"{below}/config")
    image = state["image"]
    assert f"sha256:{hashlib.sha256(manifest.content).hexdigest()}" == image["manifest_digest"]
    assert f"sha256:{hashlib.sha256(config.content).hexdigest()}" == image["config_digest"]
    assert config.json()["rootfs"]["diff_ids"] == [layer["diff_id"] for layer in state["layers"]]
    assert [layer["digest"] for layer in manifest.json()["layers"]] == [
        layer["digest"] for layer in state["layers"]
    ]
    assert manifest.headers["Content-Disposition"].startswith("attachment;")
    assert manifest.headers["Content-Type"] == "application/octet-stream"


def test_every_blob_hashes_to_its_digest_and_every_tar_to_its_diff_id(guest: Guest) -> None:
    state = guest.build(FOUR, files=FILES)
    assert len(state["layers"]) == 5
    for layer in state["layers"]:
        blob = guest.get(f"/api/builds/{state['id']}/layers/{layer['index']}/blob").content
        assert len(blob) == layer["size"]
        assert f"sha256:{hashlib.sha256(blob).hexdigest()}" == layer["digest"]
        tar = gzip.decompress(blob)
        assert len(tar) == layer["unpacked_size"]
        assert f"sha256:{hashlib.sha256(tar).hexdigest()}" == layer["diff_id"]
    chain = state["layers"][0]["diff_id"]
    for layer in state["layers"][1:]:
        link = " ".join((chain, layer["diff_id"]))
        chain = f"sha256:{hashlib.sha256(link.encode()).hexdigest()}"
        assert layer["chain_id"] == chain


def test_a_layer_lists_its_files(guest: Guest) -> None:
    state = guest.build("FROM lab/base\nRUN echo a > /a; rm /etc/group; echo x >> /etc/passwd\n")
    answer = guest.get(f"/api/builds/{state['id']}/layers/1/files").json()
    changes = {item["path"].strip("/"): item["change"] for item in answer["items"]}
    assert changes["a"] == "added"
    assert changes["etc/group"] == "deleted"
    assert changes["etc/passwd"] == "changed"
    assert answer["next"] is None
    assert state["layers"][1]["files"]["deleted"] == 1


def test_another_guest_starts_with_an_empty_cache_and_sees_nothing_of_the_first(
    site: Site, guest: Guest
) -> None:
    mine = guest.build(FOUR, files=FILES)
    with Guest(site) as other:
        theirs = other.build(FOUR, files=FILES)
        assert verdicts(theirs) == ["built"] * 4
        for path in ("", "/events", "/layers/0/files", "/layers/0/blob", "/documents/config"):
            assert other.get(f"/api/builds/{mine['id']}{path}").status_code == 404
        assert other.post(f"/api/builds/{mine['id']}/cancel").status_code == 404


def test_the_log_is_gapless_and_ends_with_its_only_terminal_event(guest: Guest) -> None:
    state = guest.build(FOUR, files=FILES)
    events = guest.events(state["id"])
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    terminal = [event["type"] for event in events if event["type"] in ("completed", "failed", "cancelled")]
    assert terminal == ["completed"]
    assert events[-1]["type"] == "completed"
    assert guest.events(state["id"], after=len(events) - 2) == events[-2:]


def test_a_failing_step_is_shown_at_its_line_in_the_engines_words(guest: Guest) -> None:
    state = guest.build("FROM lab/base\nRUN true\nRUN echo gone wrong; exit 3\nRUN echo never\n")
    assert state["status"] == "failed"
    assert state["error"]["line"] == 3
    assert "exit code: 3" in state["error"]["message"]
    assert verdicts(state) == ["built", "failed", "pending"]


def test_a_syntax_error_is_shown_at_its_line_in_the_engines_words(guest: Guest) -> None:
    state = guest.build("FROM lab/base\n\nRUNN echo hi\n")
    assert state["status"] == "failed"
    assert state["error"]["line"] == 3
    assert "unknown instruction" in state["error"]["message"]


def test_an_unknown_base_is_refused_by_the_engine_and_the_hint_names_those_on_offer(guest: Guest) -> None:
    state = guest.build("FROM nowhere/to-be-found:1\nRUN true\n")
    assert state["status"] == "failed"
    assert state["error"]["line"] == 1
    assert "nowhere/to-be-found" in state["error"]["message"]
    assert "lab/base" in state["error"]["hint"]


def test_a_running_build_can_be_cancelled_and_a_queued_one_too(guest: Guest) -> None:
    running = guest.start("FROM lab/base\nRUN sleep 50\n")
    waiting = guest.start("FROM lab/base\nRUN sleep 51\n")
    guest.wait_until(running, lambda state: any(step["status"] == "running" for step in state["steps"]))
    for build in (waiting, running):
        assert guest.post(f"/api/builds/{build}/cancel").status_code == 202
        assert guest.wait(build, 10)["status"] == "cancelled"
    assert guest.build("FROM lab/base\nRUN true\n")["status"] == "completed"


def test_a_worker_killed_before_the_build_starts_does_not_lose_it(site: Site, guest: Guest) -> None:
    guest.build("FROM lab/base\n")
    workers = site.pids("celery", "worker")
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    build = guest.start("FROM lab/base\nRUN echo late\n")
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert guest.wait(build)["status"] == "completed"


def test_a_worker_killed_during_the_build_ends_it_and_finished_steps_stay_cached(
    site: Site, guest: Guest
) -> None:
    dockerfile = "FROM lab/base\nRUN echo done > /done\nRUN sleep 12\n"
    build = guest.start(dockerfile)
    guest.wait_until(
        build, lambda state: [step["status"] for step in state["steps"]][1:] == ["built", "running"]
    )
    for pid in site.pids("celery", "worker"):
        with contextlib.suppress(ProcessLookupError):  # some go with the first
            os.kill(pid, signal.SIGKILL)
    assert guest.wait(build, 30)["status"] == "interrupted"
    assert verdicts(guest.build(dockerfile)) == ["cached", "built"]


def test_only_the_engine_service_runs_as_root(site: Site, guest: Guest) -> None:
    guest.build("FROM lab/base\n")
    root = {pid for pid in descendants(site.process.pid) if Path(f"/proc/{pid}").stat().st_uid == 0}
    service = site.pids("-m engine")
    assert service
    holders = {pid for pid in root if pid not in service}
    for pid in holders:
        words = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        assert "boot" in words, f"{words} runs as root"


def test_waiting_costs_no_time(guest: Guest) -> None:
    """A build's events arrive while it runs, not after it."""
    build = guest.start("FROM lab/base\nRUN echo early; sleep 4\n")
    guest.wait_until(build, lambda state: state["last_seq"] > 2)
    end = time.monotonic() + 3
    while not any("early" in event.get("text", "") for event in guest.events(build)):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert guest.state(build)["status"] == "running"
    guest.wait(build)
