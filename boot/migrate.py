"""Bring the database up to date, skipping what was done for the same migrations before."""

import hashlib
import os
import subprocess
from pathlib import Path

from boot.parts import python
from boot.say import say
from boot.settings import ROOT


class MigrationFailed(Exception):
    """The message is Django's own."""


def migrate(var: Path) -> None:
    """Raises MigrationFailed."""
    stamp, digest = var / "db/migrated", _digest()
    if stamp.exists() and stamp.read_text() == digest and _database_is_there(var):
        return
    say("Bringing the database up to date …")
    done = subprocess.run(
        [python(), "manage.py", "migrate", "--noinput", "--verbosity", "0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MigrationFailed(f"manage.py migrate failed:\n{done.stderr.strip()[-2000:]}")
    stamp.write_text(digest)


def _digest() -> str:
    """Changes with any migration of ours or of a dependency, and with the database's address."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "requirements.txt"])
    total = hashlib.sha256(os.environ["DATABASE_URL"].encode())
    for file in files:
        total.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return total.hexdigest()


def _database_is_there(var: Path) -> bool:
    own = var / "db/db.sqlite3"
    return not os.environ["DATABASE_URL"].endswith(str(own)) or own.exists()
