"""Where the engine lies that is in use, and of what it consists."""

import hashlib
import os
import re
import subprocess
from pathlib import Path

import msgspec

from engine.install.archive import Offer
from engine.install.features import NEEDS, SECONDS, find, shortcoming

BUNDLED = "bundled"
RECORD = "versions.json"
ASKED = "asked.json"


class EngineMissing(Exception):
    """There is no engine to be had; the message says why, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason, self.remedy = reason, remedy


class Engine(msgspec.Struct, frozen=True):
    """`root` holds the binaries; `versions` is package name → version."""

    root: Path
    versions: dict[str, str]

    @property
    def digest(self) -> str:
        """Changes with any version."""
        return short_hash(self.versions)

    @property
    def dockerd(self) -> Path:
        return self._path("docker.io")

    @property
    def buildx(self) -> Path:
        return self._path("docker-buildx")

    @property
    def containerd(self) -> Path:
        return self._path("containerd")

    @property
    def runc(self) -> Path:
        return self._path("runc")

    @property
    def tini(self) -> Path:
        return self._path("tini-static")

    @property
    def busybox(self) -> Path:
        return self._path("busybox-static")

    @property
    def docker(self) -> Path:
        """The ordinary client; only comparisons with it need it. Raises EngineMissing."""
        return self._path("docker-cli")

    def _path(self, package: str) -> Path:
        path = find(self.root, NEEDS[package].names)
        if path is None:
            raise EngineMissing(f"{self.root} holds no {package}", "Remove that folder to fetch it again")
        return path


def locate(cache: Path, setting: str | None = None, pin: str | None = None) -> Engine:
    """The installed engine. `setting` and `pin` default to ENGINE and ENGINE_PIN. Raises EngineMissing."""
    setting = os.environ.get("ENGINE", BUNDLED) if setting is None else setting
    pin = os.environ.get("ENGINE_PIN", "") if pin is None else pin
    if setting not in ("", BUNDLED):
        return _own_folder(Path(setting))
    link = current_link(cache, pin)
    try:
        record = msgspec.json.decode((link / RECORD).read_bytes(), type=list[Offer])
    except (OSError, msgspec.DecodeError) as error:
        raise EngineMissing(
            f"No engine is installed in {cache}", "Run `make run`, which fetches one"
        ) from error
    return Engine(link.resolve(), {offer.name: offer.version for offer in record})


def unasked(cache: Path, pin: str) -> set[str]:
    """Packages that were not looked for when the engine in use was fetched: it is older than the need."""
    try:
        asked = msgspec.json.decode((current_link(cache, pin) / ASKED).read_bytes(), type=set[str])
    except (OSError, msgspec.DecodeError):
        asked = set()
    return set(NEEDS) - asked


def current_link(cache: Path, pin: str) -> Path:
    """A link to the engine in use; each pin has its own, so clones with different pins share a cache."""
    return cache / "engine" / (f"pinned-{short_hash(pin)}" if pin else "current")


def short_hash(value: object) -> str:
    """12 hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(value, order="sorted")).hexdigest()[:12]


def _own_folder(root: Path) -> Engine:
    if not root.is_dir():
        raise EngineMissing(
            f"ENGINE is {str(root)!r}, which is no folder", "Set it to bundled or to a folder"
        )
    lacks = {package: words for package in NEEDS if (words := shortcoming(package, root))}
    if missing := [package for package in lacks if NEEDS[package].required]:
        said = "; ".join(f"{package}: {lacks[package]}" for package in missing)
        raise EngineMissing(
            f"The engine in {root} will not do ({said})",
            "Add what is missing, or set ENGINE=bundled to have one fetched",
        )
    return Engine(
        root.resolve(), {package: _version(package, root) for package in NEEDS if package not in lacks}
    )


def _version(package: str, root: Path) -> str:
    """What the binary says of itself, at least a part of its digest where it says nothing."""
    need = NEEDS[package]
    binary = find(root, need.names)
    if binary is None:
        return "none"
    call = need.call if package == "docker-buildx" else ("--version",)
    done = subprocess.run([binary, *call], capture_output=True, text=True, timeout=SECONDS, check=False)
    match = re.search(r"\bv?(\d+\.\d[\w.+~-]*)", done.stdout + done.stderr)
    return match[1] if match else hashlib.sha256(binary.read_bytes()).hexdigest()[:12]
