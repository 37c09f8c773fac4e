"""lab/base: busybox with all its commands, and the folders that programs expect."""

import subprocess

from engine.bases.kit import Kit
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


def base_tree(kit: Kit) -> list[Entry]:
    entries = [directory(name) for name in (*FOLDERS, *MOUNTPOINTS)]
    entries += [directory("tmp", 0o1777), directory("var/tmp", 0o1777), directory("root", 0o700)]
    entries += [
        file("etc/passwd", ACCOUNTS),
        file("etc/group", GROUPS),
        file("etc/nsswitch.conf", NSSWITCH),
        file("bin/busybox", kit.engine.busybox.read_bytes(), 0o755),
    ]
    return entries + [symlink(path, "/bin/busybox") for path in _commands(kit.engine)]


def other_tree(kit: Kit) -> list[Entry]:
    """lab/other: what lab/base has, and one more file, so that not a byte of the layer is shared."""
    return [*base_tree(kit), file("etc/motd", "Not lab/base.\n")]


def _commands(engine: Engine) -> list[str]:
    """Where busybox wants its commands: `bin/ls`, `usr/bin/awk`, …"""
    call = (str(engine.busybox), "--list-full")
    lines = subprocess.run(call, capture_output=True, text=True, check=True, timeout=30).stdout.split()
    paths = {line.removeprefix("/") for line in lines}
    known = {path for path in paths if path.rpartition("/")[0] in FOLDERS}
    return sorted(known - {"bin/busybox"})
