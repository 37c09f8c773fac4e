"""Files for base images, out of Debian packages and Python wheels that the machine's own clients fetch."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.bases.tree import Entry, directory, file, symlink
from engine.install.archive import ArchiveFailed
from engine.install.suites import Say, Suites

SECONDS = 300
ANY = ("--platform", "any", "--implementation", "py", "--abi", "none", "--only-binary", ":all:", "--no-deps")


class PackagesMissing(Exception):
    """Something could not be fetched; the message is the client's own."""


def fetch_debian(suite: str, names: Sequence[str], work: Path, say: Say) -> Path:
    """Unpack the packages below a fresh folder in `work`. Raises PackagesMissing."""
    root = work / "debian"
    root.mkdir()
    try:
        archive = Suites(work / "apt", say).open(suite)
        for name in names:
            offer = archive.offer(name)
            if offer is None:
                raise PackagesMissing(f"{suite} has no {name}")
            say(f"fetching {name} {offer.version} from {suite}, {offer.size / 1e6:.1f} MB …")
            subprocess.run(["dpkg-deb", "-x", archive.download(offer), root], check=True, capture_output=True)
    except (ArchiveFailed, OSError, subprocess.CalledProcessError) as error:
        raise PackagesMissing(str(error)) from error
    return root


def fetch_wheels(pins: Path, python: str, work: Path, say: Say) -> list[Path]:
    """The wheels that `pins` names by version and SHA-256, for that Python. Raises PackagesMissing."""
    folder = work / "wheels"
    say(f"fetching the wheels that {pins.name} lists …")
    options = ("--require-hashes", "--python-version", python, "--dest", str(folder), "--quiet", *ANY)
    command = [sys.executable, "-m", "pip", "download", "--no-input", *options, "-r", str(pins)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.CalledProcessError as error:
        errors = [line for line in error.stderr.splitlines() if line.startswith("ERROR:")]
        raise PackagesMissing("; ".join(errors[-2:]) or f"pip ended with {error.returncode}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PackagesMissing(str(error)) from error
    return sorted(folder.glob("*.whl"))


def unzip(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)


def entries_of(root: Path, wanted: Callable[[str], bool]) -> list[Entry]:
    """The folders, files and links below `root` whose path is wanted, as root's own."""
    paths = sorted(path for path in root.rglob("*") if wanted(str(path.relative_to(root))))
    return [_entry(path, str(path.relative_to(root))) for path in paths]


def _entry(path: Path, name: str) -> Entry:
    if path.is_symlink():
        return symlink(name, str(path.readlink()))
    if path.is_dir():
        return directory(name)
    return file(name, path.read_bytes(), 0o755 if path.stat().st_mode & 0o100 else 0o644)
