"""Where one instance keeps its state and its sockets, and who may write what."""

import contextlib
import hashlib
import os
import secrets
import shutil
from pathlib import Path

import msgspec

from boot.account import Account
from engine.instance import Instance, claim

OWNED = ("db", "valkey", "work", "beat", "static", "home")
"""Folders of VAR_DIR that the site writes; all else there is root's."""
LOGS = ("web", "worker", "upkeep", "beat", "valkey")
OLD_LOG = 5 * 2**20
"""Bytes from which a log is put aside at the next start."""


class Place(msgspec.Struct, frozen=True):
    """`instance` is None without root: then no engine runs and no number is needed."""

    var: Path
    run: Path
    instance: Instance | None
    account: Account

    @property
    def engine_socket(self) -> Path:
        return self.run / "engine.sock"

    @property
    def valkey_socket(self) -> Path:
        return self.run / "valkey.sock"

    @property
    def secrets(self) -> Path:
        """Where the site, in its own view, has a file system in memory."""
        return self.run / "secrets"

    @property
    def logs(self) -> Path:
        return self.var / "log"


def make_place(var: Path, account: Account) -> Place:
    """Claim an instance and lay out its folders. Raises InstancesTaken, OSError."""
    instance = claim(var) if os.geteuid() == 0 else None
    run = instance.run_dir if instance else _own_run(var)
    place = Place(var, run, instance, account)
    shutil.rmtree(run, ignore_errors=True)  # what a crash left
    run.mkdir(parents=True)
    os.chown(run, os.geteuid(), account.gid)
    run.chmod(0o1770)  # sticky: the site cannot replace the engine service's socket
    place.secrets.mkdir(mode=0o700)
    os.chown(place.secrets, account.uid, account.gid)
    var.chmod(0o755)
    for name in OWNED:
        _own(var / name, account)
    _make_logs(place)
    _keep_secret(place)
    return place


def remove_run(place: Place) -> None:
    """Sockets are worth nothing once their servers are gone."""
    shutil.rmtree(place.run, ignore_errors=True)
    with contextlib.suppress(OSError):
        place.run.parent.rmdir()


def _own_run(var: Path) -> Path:
    """Short enough for sockets, the same for the same VAR_DIR, and nobody else's."""
    name = hashlib.sha256(bytes(var)).hexdigest()[:8]
    base = os.environ.get("XDG_RUNTIME_DIR") or f"/tmp/layerlab-{os.getuid()}"  # noqa: S108
    return Path(base) / f"layerlab-{name}"


def _own(folder: Path, account: Account) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o750)
    os.chown(folder, account.uid, account.gid)


def _make_logs(place: Place) -> None:
    """The folder stays ours, so that no part can lead another part's log elsewhere."""
    place.logs.mkdir(exist_ok=True)
    for name in LOGS:
        log = place.logs / f"{name}.log"
        if log.exists() and log.stat().st_size > OLD_LOG:
            log.rename(f"{log}.old")
        log.touch()
        os.chown(log, place.account.uid, place.account.gid)


def _keep_secret(place: Place) -> None:
    """Django's SECRET_KEY, made once."""
    path = place.var / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    os.chown(path, os.geteuid(), place.account.gid)
    path.chmod(0o640)
