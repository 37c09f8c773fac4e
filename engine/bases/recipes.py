"""What the base images hold. To offer another one, write its recipe and add it to RECIPES."""

import subprocess
from collections.abc import Callable

import msgspec

from engine.bases.tree import Entry, directory, file, symlink
from engine.install import Engine

ACCOUNTS = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n"
GROUPS = "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n"
NSSWITCH = "passwd: files\ngroup: files\nhosts: files\n"
FOLDERS = (
    *("bin", "sbin", "etc", "home", "lib", "opt", "run", "srv", "usr", "var"),
    *("usr/bin", "usr/sbin", "usr/lib", "usr/share"),
    *("usr/local", "usr/local/bin", "usr/local/sbin", "usr/local/lib", "usr/local/share"),
    *("var/cache", "var/lib", "var/log"),
)
MOUNTPOINTS = ("dev", "proc", "sys")
"""A step mounts over these. Were they missing, the first RUN's layer would hold them."""


class Recipe(msgspec.Struct, frozen=True):
    """`tree` makes the layer's entries; `created_by` stands in the image's history."""

    name: str
    description: str
    created_by: str
    tree: Callable[[Engine], list[Entry]]


def base_tree(engine: Engine) -> list[Entry]:
    """busybox with all its commands, and the folders that programs expect."""
    entries = [directory(name) for name in (*FOLDERS, *MOUNTPOINTS)]
    entries += [directory("tmp", 0o1777), directory("var/tmp", 0o1777), directory("root", 0o700)]
    entries += [
        file("etc/passwd", ACCOUNTS),
        file("etc/group", GROUPS),
        file("etc/nsswitch.conf", NSSWITCH),
        file("bin/busybox", engine.busybox.read_bytes(), 0o755),
    ]
    return entries + [symlink(path, "/bin/busybox") for path in _commands(engine)]


def _commands(engine: Engine) -> list[str]:
    """Where busybox wants its commands: `bin/ls`, `usr/bin/awk`, …"""
    call = (str(engine.busybox), "--list-full")
    lines = subprocess.run(call, capture_output=True, text=True, check=True, timeout=30).stdout.split()
    paths = {line.removeprefix("/") for line in lines}
    known = {path for path in paths if path.rpartition("/")[0] in FOLDERS}
    return sorted(known - {"bin/busybox"})


RECIPES = (
    Recipe(
        "lab/base",
        "A shell and the usual commands (busybox), nothing else",
        "busybox and its commands",
        base_tree,
    ),
)
