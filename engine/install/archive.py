"""One suite of the Debian archive, read by apt with state of its own: the machine's apt is never touched."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import msgspec

from engine.install.sources import Source

SECONDS = 900
SETTINGS_LEFT_OUT = ("Acquire::IndexTargets", "Acquire::Languages", "Acquire::Changelogs")
SETTINGS = """\
Acquire::Languages "none";
Acquire::PDiffs "false";
APT::Update::Error-Mode "any";
Dir::Etc::main "{home}/none/apt.conf";
Dir::Etc::parts "{home}/none";
Dir::Etc::preferences "{home}/none/preferences";
Dir::Etc::preferencesparts "{home}/none";
Dir::Etc::sourcelist "{home}/suite.sources";
Dir::Etc::sourceparts "{home}/none";
Dir::State "{home}/state";
Dir::State::status "{home}/status";
Dir::Cache "{home}/cache";
"""
FETCHED = re.compile(r"^Fetched ([\d,.]+ \wB)", re.MULTILINE)


class ArchiveFailed(Exception):
    """apt could not read a list or fetch a package; the message is apt's own."""


class Offer(msgspec.Struct, frozen=True):
    """A package as a suite has it; `size` in bytes."""

    name: str
    version: str
    suite: str
    sha256: str
    size: int


class Archive:
    """`home` is an empty folder for apt's state; `suite` a name for people."""

    def __init__(self, home: Path, suite: str, sources: list[Source]) -> None:
        self.home, self.suite, self.sources = home, suite, sources

    def refresh(self) -> str:
        """Fetch and verify the lists of packages; the amount as apt words it. Raises ArchiveFailed."""
        for folder in ("none", "state/lists/partial", "cache/archives/partial", "packages"):
            (self.home / folder).mkdir(parents=True)
        (self.home / "status").touch()
        settings = _machine_settings() + SETTINGS.format(home=self.home)
        (self.home / "apt.conf").write_text(settings)
        stanzas = "\n".join(source.stanza() for source in self.sources)
        (self.home / "suite.sources").write_text(stanzas)
        _let_apt_write(self.home / "packages")
        match = FETCHED.search(self._run("apt-get", "update"))
        return match[1] if match else "nothing new"

    def offer(self, package: str, version: str = "") -> Offer | None:
        """The newest version that the suite has, or exactly `version`."""
        try:
            wanted = f"{package}={version}" if version else package
            text = self._run("apt-cache", "show", "--no-all-versions", wanted)
        except ArchiveFailed:
            return None
        fields = dict(re.findall(r"^(\S+): (.*)$", text, re.MULTILINE))
        if "SHA256" not in fields:
            return None
        return Offer(package, fields["Version"], self.suite, fields["SHA256"], int(fields["Size"]))

    def download(self, offer: Offer) -> Path:
        """Fetch a package; apt checks it against the signed lists. Raises ArchiveFailed."""
        self._run("apt-get", "download", f"{offer.name}={offer.version}")
        return next((self.home / "packages").glob(f"{offer.name}_*.deb"))

    def _run(self, *command: str) -> str:
        environment = {**os.environ, "APT_CONFIG": str(self.home / "apt.conf"), "LC_ALL": "C"}
        return run_apt(command, self.home / "packages", environment)


def run_apt(command: tuple[str, ...], folder: Path, environment: dict[str, str]) -> str:
    """Its output. Raises ArchiveFailed with the errors it wrote."""
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError as error:
        raise ArchiveFailed(f"{command[0]} is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise ArchiveFailed(f"{' '.join(command)} took longer than {SECONDS} s") from error
    if done.returncode:
        errors = [line[2:].strip() for line in done.stderr.splitlines() if line.startswith("E:")]
        raise ArchiveFailed("; ".join(errors[:2]) or done.stderr.strip() or f"exit code {done.returncode}")
    return done.stdout


def _machine_settings() -> str:
    """How the machine reaches its mirror (proxy, certificates, checks), without its hooks and folders."""
    dump = run_apt(("apt-config", "dump"), Path("/"), {**os.environ, "LC_ALL": "C"})
    kept = [line for line in dump.splitlines() if line.startswith("Acquire::")]
    return "".join(f"{line}\n" for line in kept if not line.startswith(SETTINGS_LEFT_OUT))


def _let_apt_write(folder: Path) -> None:
    """apt downloads as a user of its own where it can."""
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "_apt")
        except LookupError:
            return
