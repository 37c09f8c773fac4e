"""Choose each package from the suites in order, and unpack the chosen ones into one folder."""

import subprocess
from pathlib import Path

from engine.install.archive import ArchiveFailed, Offer
from engine.install.features import NEEDS, shortcoming
from engine.install.located import EngineMissing
from engine.install.pins import Pin
from engine.install.suites import Say, Suites

REMEDY = (
    "Check the network and apt's sources (does apt-get update work?) and try again, or set ENGINE to a "
    "folder with dockerd, containerd, containerd-shim-runc-v2, runc, docker-buildx, tini and busybox"
)


def fetch(home: Path, root: Path, pins: dict[str, Pin], say: Say) -> list[Offer]:
    """Unpack every package below `root`, working in `home`. Raises EngineMissing."""
    try:
        suites = Suites(home, say)
    except ArchiveFailed as error:
        raise EngineMissing(f"No package can be fetched: {error}", REMEDY) from error
    return [offer for package in NEEDS if (offer := _add(package, suites, pins.get(package), root))]


def _add(package: str, suites: Suites, pin: Pin | None, root: Path) -> Offer | None:
    """Unpack the first candidate that will do; None where an optional package has none."""
    refusals = []
    for suite in suites.names(pin):
        try:
            offer, file = _download(package, suites, suite, pin)
        except ArchiveFailed as error:
            refusals.append(f"{suite}: {error}")
            continue
        if not (lack := _try(package, file)):
            _unpack(file, root)
            return offer
        refusals.append(f"{offer.version} of {suite}: {lack}")
        suites.say(f"refused {package} {refusals[-1]}")
    if NEEDS[package].required:
        raise EngineMissing(f"No {package} will do ({'; '.join(refusals)})", REMEDY)
    suites.say(f"doing without {package} ({'; '.join(refusals)})")
    return None


def _download(package: str, suites: Suites, suite: str, pin: Pin | None) -> tuple[Offer, Path]:
    archive, version = suites.open(suite), pin.version if pin else ""
    offer = archive.offer(package, version)
    if offer is None:
        raise ArchiveFailed(f"has no {package} {version}".rstrip())
    suites.say(f"fetching {package} {offer.version} from {suite}, {offer.size / 1e6:.1f} MB …")
    return offer, archive.download(offer)


def _try(package: str, file: Path) -> str:
    """What the package lacks, tried in a folder of its own; empty when it will do."""
    trial = file.parent / package
    try:
        _unpack(file, trial)
    except ArchiveFailed as error:
        return str(error)
    return shortcoming(package, trial)


def _unpack(file: Path, folder: Path) -> None:
    try:
        subprocess.run(["dpkg-deb", "-x", file, folder], check=True, capture_output=True)
    except FileNotFoundError as error:
        raise ArchiveFailed("dpkg-deb is not installed") from error
    except subprocess.CalledProcessError as error:
        raise ArchiveFailed(error.stderr.decode(errors="replace").strip()) from error
