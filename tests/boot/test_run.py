"""`python -m boot` as a user has it: started, stopped, killed, refused, and beside another."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.leftovers import leftovers, wait_gone
from tests.site import ROOT, Guest, Site, descendants, free_port, running, stop

pytestmark = pytest.mark.engine


def boot(var: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "boot"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(var), "PORT": str(free_port())} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_stopping_leaves_nothing_behind_and_another_instance_alone(site: Site, tmp_path: Path) -> None:
    with running(tmp_path) as mine:
        family = descendants(mine.process.pid)
        assert len(family) > 8
        assert stop(mine.process) == 0
    wait_gone(family)
    assert leftovers(tmp_path) == []
    assert requests.get(f"{site.url}/healthz", timeout=5).status_code == 200
    with Guest(site) as guest:
        assert guest.build("FROM lab/base\nRUN true\n")["status"] == "completed"


def test_killing_it_takes_everything_along_and_the_next_start_finds_all_that_was_made(tmp_path: Path) -> None:
    dockerfile = "FROM lab/base\nRUN date +%N > /when\n"
    with running(tmp_path) as site, Guest(site) as guest:
        before = guest.build(dockerfile)
        family = descendants(site.process.pid)
        site.process.kill()
        site.process.wait()
        wait_gone(family)
    with running(tmp_path) as site:
        guest.url = site.url
        assert guest.state(before["id"]) == before
        again = guest.build(dockerfile)
        assert [step["status"] for step in again["steps"][1:]] == ["cached"]
        assert again["image"]["config_digest"] == before["image"]["config_digest"]
        assert stop(site.process) == 0
    assert leftovers(tmp_path) == []


def test_a_second_start_on_the_same_state_is_refused(site: Site) -> None:
    second = boot(site.var)
    output, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert f"already runs on {site.var}" in output


def test_stopping_during_the_start_is_a_requested_stop(tmp_path: Path) -> None:
    process = boot(tmp_path)
    assert process.stdout
    for line in process.stdout:
        if line.startswith("Starting the site"):
            break
    family = descendants(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    process.stdout.close()
    wait_gone(family)
    assert leftovers(tmp_path) == []


def test_without_an_engine_the_site_is_up_and_says_why(tmp_path: Path) -> None:
    port = str(free_port())
    process = boot(tmp_path / "var", ENGINE=str(tmp_path / "nowhere"), PORT=port)
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        if "The site is at" in line:
            break
    assert "Layerlab is up without an engine: ENGINE is" in said
    assert "Set it to bundled or to a folder" in said
    assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
    (web,) = Site("", tmp_path, process).pids("boot.web")
    soft, hard = re.findall(r"Max open files +(\d+) +(\d+)", Path(f"/proc/{web}/limits").read_text())[0]
    assert int(soft) > 1024 or soft == hard
    assert stop(process) == 0


def test_a_part_that_cannot_live_ends_everything_with_its_name(tmp_path: Path) -> None:
    process = boot(tmp_path, CELERY_BROKER_URL="nonsense://")
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert re.search(r"^(worker|upkeep|beat): died 3 times within a minute", output, re.MULTILINE)
    assert "Layerlab is" not in output
    assert leftovers(tmp_path) == []
