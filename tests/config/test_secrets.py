"""No setting has a secret of ours in it: each comes from the environment, or is made and kept in VAR_DIR."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHOW = """
import json
from pathlib import Path
import django
from django.conf import global_settings, settings
from django.views.debug import SafeExceptionReporterFilter
django.setup()
secret = SafeExceptionReporterFilter.hidden_settings
names = [name for name in dir(settings) if name.isupper() and secret.search(name)]
named = {name: getattr(settings, name) for name in names}
named = {name: value for name, value in named.items() if not isinstance(value, int | Path)}
usual = {name: getattr(global_settings, name, None) for name in named}
print(json.dumps({name: named[name] for name in named if named[name] != usual[name]}))
print(json.dumps([settings.DATABASE_URL, settings.REDIS_URL, settings.CELERY_BROKER_URL]))
"""
NO_SECRETS = {"AUTHENTICATION_BACKENDS", "AUTH_PASSWORD_VALIDATORS", "AXES_PASSWORD_FORM_FIELD"}
"""Names of code and of a field."""
LIKE_A_SECRET = re.compile(
    r"""(?i)(secret|token|password|passwd|api_?key)\w*["']?\s*[:=]\s*["'][\w+/=-]{16,}["']"""
)


def shown(var: Path, **values: str) -> tuple[dict[str, object], list[str]]:
    """Settings under production settings whose names speak of secrets, but for limits and folders, and the
    addresses of servers."""
    base = {"PATH": os.environ["PATH"], "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment = base | {"HTTPS": "1", "ALLOWED_HOSTS": "lab.example.org"} | values
    command = [sys.executable, "-c", SHOW]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    named, addresses = done.stdout.splitlines()
    return json.loads(named), json.loads(addresses)


def test_no_setting_has_a_built_in_secret(tmp_path: Path) -> None:
    """What two sites without any in their environment have in common is no secret."""
    first, second = (shown(tmp_path / name)[0] for name in ("one", "two"))
    alike = {name: value for name, value in first.items() if value and value == second[name]}
    assert alike.keys() == NO_SECRETS
    assert first["SECRET_KEY"] != second["SECRET_KEY"]


def test_a_secret_of_the_environment_is_used_and_none_is_made(tmp_path: Path) -> None:
    found, _ = shown(tmp_path, SECRET_KEY="of the environment")
    assert found["SECRET_KEY"] == "of the environment"
    assert not (tmp_path / "secret_key").exists()


def test_no_address_has_a_password_unless_the_environment_gives_one(tmp_path: Path) -> None:
    assert not [address for address in shown(tmp_path)[1] if "@" in address]


def test_no_file_of_the_project_holds_a_secret() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [path for path in listed.stdout.split() if not path.startswith(("tests/", "package-lock"))]
    assert paths
    found = {path: LIKE_A_SECRET.findall((ROOT / path).read_text(errors="replace")) for path in paths}
    assert {path: words for path, words in found.items() if words} == {}
