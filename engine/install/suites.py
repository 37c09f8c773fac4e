"""The suites that packages may come from, in order, each read when first asked for."""

import os
import platform
from collections.abc import Callable
from pathlib import Path

from engine.install.archive import Archive, ArchiveFailed, run_apt
from engine.install.pins import Pin
from engine.install.sources import Source, main_source, native_sources, read_sources

Say = Callable[[str], None]
NEWER = ("testing", "stable")
"""Tried in this order before the machine's own suite."""


class Suites:
    """`home` is a folder for apt's state. Raises ArchiveFailed where the machine has no archive."""

    def __init__(self, home: Path, say: Say) -> None:
        self.home, self.say = home, say
        sources = machine_sources()
        self.codename = platform.freedesktop_os_release().get("VERSION_CODENAME", "")
        main = main_source(sources, self.codename)
        if main is None:
            raise ArchiveFailed("apt's sources name no archive of a Debian or Ubuntu release")
        self.main, self.native = main, native_sources(sources, self.codename)
        self.read: dict[str, Archive | ArchiveFailed] = {}

    def names(self, pin: Pin | None) -> tuple[str, ...]:
        """Where to look for a package, in order."""
        if pin is not None and pin.suite:
            return (pin.suite,)
        return tuple(dict.fromkeys((*NEWER, *filter(None, [self.codename]))))

    def open(self, suite: str) -> Archive:
        """Raises ArchiveFailed, the same each time."""
        if suite not in self.read:
            self.read[suite] = self._read(suite)
        opened = self.read[suite]
        if isinstance(opened, ArchiveFailed):
            raise opened
        return opened

    def _read(self, suite: str) -> Archive | ArchiveFailed:
        native = self.native if suite == self.codename else []
        archive = Archive(self.home / suite, suite, native or [self.main.with_suites(suite)])
        self.say(f"reading the list of packages of {suite} …")
        try:
            self.say(f"read the list of packages of {suite}: {archive.refresh()}")
        except ArchiveFailed as error:
            return error
        return archive


def machine_sources() -> list[Source]:
    """Where the machine itself installs from. Raises ArchiveFailed where there is no apt."""
    keys = "LIST", "Dir::Etc::sourcelist/f", "PARTS", "Dir::Etc::sourceparts/d"
    text = run_apt(("apt-config", "shell", *keys), Path("/"), {**os.environ, "LC_ALL": "C"})
    paths = {name: Path(path.strip("'")) for name, _, path in (line.partition("=") for line in text.split())}
    return read_sources(paths["LIST"], paths["PARTS"])
