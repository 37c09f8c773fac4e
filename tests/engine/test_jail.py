"""What a build step can and cannot do, by asking for it."""

import re
from typing import Any

import pytest

from engine.cgroups import find_trees
from tests.site import Guest, Site

pytestmark = pytest.mark.engine

HOST_UID = 100_000_000


def output(guest: Guest, state: dict[str, Any]) -> str:
    return "".join(event["text"] for event in guest.events(state["id"]) if event["type"] == "logged")


def run(guest: Guest, command: str) -> tuple[dict[str, Any], str]:
    """The state and the output of a build with one RUN."""
    state = guest.build(f"FROM lab/base\nRUN {command}\n")
    return state, output(guest, state)


def test_root_in_a_step_is_nobody_outside(guest: Guest) -> None:
    _, said = run(guest, "id -u; cat /proc/self/uid_map")
    inside, outside, count = (int(word) for word in said.split()[1:4])
    assert (said.split()[0], inside, count) == ("0", 0, 65536)
    assert outside >= HOST_UID


def test_a_step_has_no_network_not_even_to_the_site_itself(site: Site, guest: Guest) -> None:
    _, said = run(guest, f"ls /sys/class/net; wget -T 3 -qO- {site.url}/healthz || echo unreachable")
    assert re.findall(r"^\w+$", said, re.MULTILINE) == ["lo", "unreachable"]


@pytest.mark.parametrize(
    "command",
    [
        "mount -t tmpfs none /mnt",
        "unshare -m true",
        "mknod /dev/sda b 8 0",
        "echo 1 > /proc/sys/kernel/panic",
        "dmesg",
        "mkdir /sys/fs/cgroup/pids/mine",
        "chroot /proc/1/root true && test -e /opt/docker",
        "ls /run/docker.sock",
    ],
)
def test_what_leads_out_is_denied(guest: Guest, command: str) -> None:
    state, said = run(guest, command)
    assert state["status"] == "failed", said
    assert state["error"]["reason"] == "step"


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param("tail /dev/zero", id="memory"),
        pytest.param("f() { f | f & }; f; sleep 2; f", id="processes"),
        pytest.param("dd if=/dev/zero of=/big bs=1M count=3000", id="disk"),
        pytest.param("i=0; while : > /f$i; do i=$((i+1)); done; false", id="inodes"),
    ],
)
def test_a_bomb_hurts_only_its_own_build(guest: Guest, bomb: str) -> None:
    state = guest.build(f"FROM lab/base\nRUN {bomb}\n", no_cache=True)
    assert state["status"] in ("failed", "completed")
    honest = guest.build("FROM lab/base\nRUN echo still here > /here\n", no_cache=True)
    assert honest["status"] == "completed", honest["error"]


def test_a_process_lost_to_memory_is_told_though_its_step_succeeded(guest: Guest) -> None:
    survives = "RUN tail /dev/zero | cat; echo went on\n"
    state = guest.build(f"FROM lab/base\nRUN echo fine\n{survives}RUN echo fine too\n")
    if find_trees()[0].unified:
        assert state["status"] == "failed"  # v2 ends the step as a whole
        return
    assert state["status"] == "completed"
    told = [event for event in guest.events(state["id"]) if event.get("stream") == "warning"]
    assert [event["step"] for event in told] == [2]
    assert "may use 288 MiB together" in told[0]["text"]


def test_files_written_are_not_taken_for_lost_memory(guest: Guest) -> None:
    """Page cache is the group's memory too, but it is given back without a kill."""
    state, _ = run(guest, "dd if=/dev/zero of=/big bs=1M count=400 && rm /big")
    assert state["status"] == "completed"
    assert not [event for event in guest.events(state["id"]) if event.get("stream") == "warning"]


@pytest.mark.parametrize(
    ("dockerfile", "line"),
    [
        ("FROM lab/base\nRUN --network=host true\n", 2),
        ("FROM lab/base\nRUN --security=insecure true\n", 2),
        ("# syntax=docker/dockerfile:1\nFROM lab/base\n", 1),
        ("FROM lab/base\nADD http://127.0.0.1/x /x\n", 2),
    ],
)
def test_what_no_engine_is_asked_is_refused_at_its_line(guest: Guest, dockerfile: str, line: int) -> None:
    answer = guest.post("/api/builds", {"dockerfile": dockerfile, "files": {}})
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json()["line"] == line
