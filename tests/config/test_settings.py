import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.secret import kept_secret, memory_folder
from config.valkey import broker_url

ROOT = Path(__file__).parents[2]
SHOW = "from config import settings as s; print(s.CELERY_BROKER_URL, s.DATABASES['default']['NAME'])"


def load(var: Path, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var)} | values
    command = [sys.executable, "-c", SHOW]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_without_any_setting_all_state_lies_in_var(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert found.stdout.split() == [
        f"redis+socket://{tmp_path}/run/valkey.sock?virtual_host=0",
        f"{tmp_path}/db/db.sqlite3",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "http"), ("PORT", "70000"), ("DEBUG", "perhaps"), ("DATABASE_URL", "nonsense")],
)
def test_a_bad_value_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    found = load(tmp_path, **{name: value})
    assert found.returncode != 0
    assert name in found.stderr


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o777])
def test_a_folder_for_secrets_that_others_may_enter_stops_the_start(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "secrets"
    folder.mkdir()
    folder.chmod(mode)
    found = load(tmp_path, SECRETS_DIR=str(folder))
    assert found.returncode != 0
    assert f"chmod 700 {folder}" in found.stderr
    folder.chmod(0o700)
    assert load(tmp_path, SECRETS_DIR=str(folder)).returncode == 0


def test_a_link_is_no_folder_for_secrets(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir(0o700)
    (tmp_path / "link").symlink_to(tmp_path / "private")
    assert "SECRETS_DIR" in load(tmp_path, SECRETS_DIR=str(tmp_path / "link")).stderr


def test_secrets_wait_in_memory_in_a_folder_of_the_instances_own(tmp_path: Path) -> None:
    one, other = (memory_folder(tmp_path / name) for name in "ab")
    assert one.parent == other.parent == Path("/dev/shm")
    assert one != other


def test_under_production_settings_django_finds_nothing_to_warn_of(tmp_path: Path) -> None:
    found = deploy_check(tmp_path, HTTPS="1", ALLOWED_HOSTS="lab.example.org")
    assert found.returncode == 0, found.stderr


def test_without_tls_django_warns_of_the_cookies(tmp_path: Path) -> None:
    found = deploy_check(tmp_path)
    assert found.returncode != 0
    assert "security.W012" in found.stderr


def deploy_check(var: Path, **values: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(var)} | values
    command = [sys.executable, str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_secret_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    assert kept_secret(path) == kept_secret(path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("redis", "celery"),
    [
        ("unix:///run/v.sock?db=2", "redis+socket:///run/v.sock?virtual_host=2"),
        ("unix:///run/v.sock", "redis+socket:///run/v.sock?virtual_host=0"),
        ("redis://valkey:6379/1", "redis://valkey:6379/1"),
    ],
)
def test_the_broker_is_the_same_server_in_celerys_spelling(redis: str, celery: str) -> None:
    assert broker_url(redis) == celery
