"""lab/cc: a C compiler of a few hundred kilobytes, and a C library that it links into the program itself."""

from engine.bases.busybox import base_tree
from engine.bases.kit import Kit
from engine.bases.packages import entries_of, fetch_debian
from engine.bases.tree import Entry, directory, file

SUITE = "bookworm"
PACKAGES = ("tcc", "libtcc-dev", "musl-dev", "libc6")
LINUX = "usr/lib/x86_64-linux-gnu"
MUSL = "x86_64-linux-musl"
NEEDED = tuple(f"lib{name}" for name in ("c.so.6", "m.so.6", "dl.so.2", "pthread.so.0"))
"""What the compiler itself runs on. What it makes needs none of them."""
MOVED = {f"usr/lib/{MUSL}": LINUX, f"usr/include/{MUSL}": "usr/include"}
"""Where the compiler looks for a C library."""
CC = '#!/bin/sh\nexec tcc -static "$@"\n'


def compiler_tree(kit: Kit) -> list[Entry]:
    """lab/base and the compiler on top. Raises PackagesMissing."""
    root = fetch_debian(SUITE, PACKAGES, kit.work, kit.say)
    folders = [directory(name) for name in ("lib64", "lib/x86_64-linux-gnu", LINUX, "usr/include")]
    library = [
        _moved(entry, source)
        for source in MOVED
        for entry in entries_of(root / source, lambda path: not path.endswith((".so", ".specs")))
    ]
    own = [*folders, *library, *entries_of(root, _wanted), file("usr/bin/cc", CC, 0o755)]
    return list({entry.path: entry for entry in [*base_tree(kit), *own]}.values())


def _moved(entry: Entry, source: str) -> Entry:
    return Entry(f"{MOVED[source]}/{entry.path}", entry.mode, entry.kind, entry.content, entry.target)


def _wanted(path: str) -> bool:
    if path.startswith((f"{LINUX}/tcc", "usr/bin/tcc")):
        return True
    return path.startswith("lib64/") or path.removeprefix("lib/x86_64-linux-gnu/") in (
        *NEEDED,
        "ld-linux-x86-64.so.2",
    )
