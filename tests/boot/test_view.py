import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

from boot.account import Account
from boot.settings import ROOT
from boot.spawn import spawn
from boot.view import Cover, closed_to, plan

NOBODY = Account("nobody", 65534, pwd.getpwuid(65534).pw_gid)
SCRIPT = """
cd "$1"
cat project/code > var/out
echo written >> var/out
echo no > project/code || echo project is read-only >> var/out
ls secret 2>/dev/null || echo secret is hidden >> var/out
id >> var/out
grep -E 'CapEff|NoNewPrivs' /proc/self/status >> var/out
echo pid $$ >> var/out
"""


def test_nothing_is_covered_where_everything_can_be_reached(tmp_path: Path) -> None:
    assert plan([tmp_path / "a" / "b"], lambda folder: False) == []


def test_the_outermost_closed_folder_is_covered_once_for_all_that_lies_below(tmp_path: Path) -> None:
    project, state = tmp_path / "home/clone", tmp_path / "home/clone/var"
    state.mkdir(parents=True)
    closed = {tmp_path / "home", tmp_path / "home/clone"}
    assert plan([project / "src", state], closed.__contains__) == [
        Cover(tmp_path / "home", (project / "src", state))
    ]


def test_a_needed_folder_that_is_closed_itself_is_shown_by_what_it_holds(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / "clone" / name).mkdir(parents=True)
    covers = plan([tmp_path / "clone"], {tmp_path / "clone"}.__contains__)
    assert covers == [Cover(tmp_path / "clone", (tmp_path / "clone/one", tmp_path / "clone/two"))]


def test_closed_is_told_by_owner_and_mode(tmp_path: Path) -> None:
    is_closed = closed_to(NOBODY)
    for mode, closed in ((0o755, False), (0o711, False), (0o700, True), (0o750, True)):
        tmp_path.chmod(mode)
        assert is_closed(tmp_path) is closed
    tmp_path.chmod(0o700)
    os.chown(tmp_path, NOBODY.uid, NOBODY.gid)
    assert not is_closed(tmp_path)


@pytest.mark.engine
@pytest.mark.parametrize("project_mode", [0o755, 0o700])
def test_a_dropped_program_reaches_just_what_it_needs_below_closed_folders(
    tmp_path: Path, project_mode: int
) -> None:
    home = tmp_path / "home"
    for name in ("project", "project/var", "secret"):
        (home / name).mkdir(parents=True)
    (home / "project/code").write_text("code\n")
    (home / "project/link").symlink_to("code")
    var = home / "var"
    var.mkdir()
    os.chown(var, NOBODY.uid, NOBODY.gid)
    (home / "project").chmod(project_mode)
    home.chmod(0o700)
    prefixes = {Path(sys.prefix), Path(sys.base_prefix), ROOT, home / "project"}
    reading = [word for path in prefixes for word in ("--read", str(path))]
    who = ("--name", NOBODY.name, "--uid", str(NOBODY.uid), "--gid", str(NOBODY.gid))
    command = (sys.executable, "-m", "boot.drop", *who, *reading, "--write", str(var))
    pid = spawn((*command, "--", "/bin/sh", "-c", SCRIPT, "sh", str(home)), dict(os.environ))
    os.waitpid(pid, 0)
    out = (var / "out").read_text()
    assert out.startswith("code\nwritten\nproject is read-only\nsecret is hidden\n")
    assert f"uid={NOBODY.uid}" in out
    assert "groups=0" not in out
    assert "NoNewPrivs:\t1" in out
    assert "CapEff:\t0000000000000000" in out
    assert "pid 1\n" in out
    assert home.stat().st_mode & 0o777 == 0o700
    assert not any(str(home) in line for line in Path("/proc/self/mountinfo").read_text().splitlines())
    assert (home / "project/code").read_text() == "code\n"


@pytest.mark.engine
def test_with_process_1_of_a_spawned_namespace_everything_ends() -> None:
    pid = spawn(("/bin/sh", "-c", "sleep 61.75 & sleep 61.75 & wait"), dict(os.environ))
    while len(_sleepers()) < 2:
        assert not os.waitpid(pid, os.WNOHANG)[0]
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    assert _sleepers() == []


def _sleepers() -> list[str]:
    found = subprocess.run(["pgrep", "-f", "^sleep 61.75"], capture_output=True, text=True, check=False)
    return found.stdout.split()
