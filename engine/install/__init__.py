"""Get a private Docker engine, unpacked from the distribution's signed packages beside the machine's own.

<cache>/engine/<hash>/usr/…                   the binaries
<cache>/engine/<hash>/versions.json           package, version, suite, size, sha256
<cache>/engine/<hash>/asked.json              the packages that were looked for
<cache>/engine/current                        link to the one in use
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.install.archive import Offer
from engine.install.features import NEEDS
from engine.install.fetch import fetch
from engine.install.located import (
    ASKED,
    RECORD,
    Engine,
    EngineMissing,
    current_link,
    locate,
    short_hash,
    unasked,
)
from engine.install.pins import parse_pins
from engine.install.suites import Say

__all__ = ["Engine", "EngineMissing", "install", "locate"]


def install(cache: Path, say: Say = print) -> Engine:
    """The engine that ENGINE and ENGINE_PIN ask for, fetched where it is not there yet.

    `say` takes a line for each long step. Takes a millisecond and no network the second time. Raises
    EngineMissing, and ValueError for an ENGINE_PIN that cannot be read.
    """
    pin = os.environ.get("ENGINE_PIN", "")
    parse_pins(pin, tuple(NEEDS))
    if os.environ.get("ENGINE", "bundled") not in ("", "bundled"):
        return locate(cache)
    if unasked(cache, pin):
        with _umask(0o022), _locked(cache, say):
            if unasked(cache, pin):  # no other clone was quicker
                _renew(cache, pin, say)
    return locate(cache)


def _renew(cache: Path, pin: str, say: Say) -> None:
    """Raises EngineMissing only where there is not even an older engine."""
    try:
        _fetch_into(cache, pin, say)
    except EngineMissing as error:
        if not current_link(cache, pin).exists():
            raise
        say(f"keeping the engine that is there: {error}")


def _fetch_into(cache: Path, pin: str, say: Say) -> None:
    staging = Path(tempfile.mkdtemp(prefix="unfinished-", dir=cache / "engine"))
    staging.chmod(0o755)
    try:
        root = staging / "root"
        offers = fetch(staging / "apt", root, parse_pins(pin, tuple(NEEDS)), say)
        (root / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(offers)))
        (root / ASKED).write_bytes(msgspec.json.encode(sorted(NEEDS)))
        _put_in_place(root, _home(cache, offers), current_link(cache, pin))
        say(f"the engine lies in {current_link(cache, pin).resolve()}")
    finally:
        shutil.rmtree(staging)


def _home(cache: Path, offers: list[Offer]) -> Path:
    versions = {offer.name: offer.version for offer in offers}
    return cache / "engine" / short_hash([versions, sorted(NEEDS)])


def _put_in_place(root: Path, home: Path, link: Path) -> None:
    if not home.exists():
        root.rename(home)
    fresh = link.with_name(f"{link.name}.{os.getpid()}")
    fresh.symlink_to(home.name)
    fresh.rename(link)


@contextmanager
def _locked(cache: Path, say: Say) -> Iterator[None]:
    """Only one at a time installs into a cache. Raises EngineMissing where the cache cannot be written."""
    folder = cache / "engine"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise EngineMissing(
            f"The cache cannot be written: {error}", "Set CACHE_DIR to another folder"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another clone that fetches the engine …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        for unfinished in folder.glob("unfinished-*"):
            shutil.rmtree(unfinished)
        yield


@contextmanager
def _umask(mask: int) -> Iterator[None]:
    """Everyone may read what is made meanwhile."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
