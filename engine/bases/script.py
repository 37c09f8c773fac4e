"""lab/script: Debian's Python with pip and an index of wheels, all of it offline."""

import os
import re
import subprocess
from pathlib import Path

from engine.bases.busybox import base_tree
from engine.bases.kit import Kit
from engine.bases.packages import SECONDS, PackagesMissing, entries_of, fetch_debian, fetch_wheels, unzip
from engine.bases.tree import Entry, directory, file, symlink

SUITE = "bookworm"
PYTHON = "3.11"
PACKAGES = (
    *("python3.11-minimal", "libpython3.11-minimal", "libpython3.11-stdlib"),
    *("libc6", "libexpat1", "zlib1g", "libbz2-1.0", "liblzma5", "libffi8", "libuuid1"),
)
WHEELS = Path(__file__).with_name("wheels.txt")
INDEX = "packages"
LIBRARY = f"usr/lib/python{PYTHON}"
SITE = "usr/lib/python3/dist-packages"
LIBRARIES = "mvec|nsl|thread_db|nss_|BrokenLocale|anl|c_malloc_debug|memusage|pcprofile"
MODULES = "test|pydoc_data|lib2to3|ensurepip|idlelib|dbm|sqlite3|curses"
EXTENSIONS = "_ssl|_hashlib|_curses|_dbm|_gdbm|_sqlite3|_test|_crypt|_xx|xx|_codecs_|nis|readline|ossaudiodev"
DROPPED = re.compile(
    r"(etc|usr/share|usr/lib/binfmt\.d)/"
    rf"|.*/(gconv|audit|EXTERNALLY-MANAGED)/|.*\.exe/|.*/lib({LIBRARIES})[^/]*/"
    rf"|{LIBRARY}/({MODULES})/|.*/lib-dynload/({EXTENSIONS})|.*/lib-dynload/[^/]*_test"
)
"""What a step that installs and runs scripts never needs: folders end with a slash, as all paths do here."""
PIP_CONF = f"""\
[global]
no-index = true
find-links = /{INDEX}
no-cache-dir = no
no-compile = no
use-deprecated = legacy-certs
disable-pip-version-check = true
root-user-action = ignore
progress-bar = off
"""
"""pip reads `no-cache-dir = no` as "use no cache", and `no-compile = no` as "do not compile"."""
PIP = f"#!/usr/bin/python{PYTHON}\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"


def script_tree(kit: Kit) -> list[Entry]:
    """lab/base and Python on top. Raises PackagesMissing."""
    root = fetch_debian(SUITE, PACKAGES, kit.work, kit.say)
    wheels = fetch_wheels(WHEELS, PYTHON, kit.work, kit.say)
    pip, *packages = sorted(wheels, key=lambda wheel: not wheel.name.startswith("pip-"))
    unzip(pip, root / SITE)
    _compile(root)
    own = [
        directory("etc"),
        file("etc/pip.conf", PIP_CONF),
        file("usr/bin/pip", PIP, 0o755),
        *(symlink(f"usr/bin/{name}", f"python{PYTHON}") for name in ("python", "python3")),
        directory(INDEX),
        *(file(f"{INDEX}/{wheel.name}", wheel.read_bytes()) for wheel in packages),
    ]
    entries = [*base_tree(kit), *entries_of(root, _wanted), *own]
    return list({entry.path: entry for entry in entries}.values())


def _wanted(path: str) -> bool:
    return DROPPED.match(f"{path}/") is None


def _compile(root: Path) -> None:
    """By the Python just fetched, so that no step does it again; the same bytes each time."""
    libraries = ":".join(
        str(path) for pattern in ("lib", "usr/lib") for path in root.glob(f"{pattern}/*-linux-*")
    )
    loaders = [str(path) for folder in ("lib64", "lib") for path in root.glob(f"{folder}/ld-linux*")]
    python = [*loaders[:1], "--library-path", libraries, str(root / f"usr/bin/python{PYTHON}"), "-B", "-S"]
    options = ["-m", "compileall", "-q", "-f", "--invalidation-mode", "unchecked-hash", "-s", str(root)]
    environment = {"PYTHONHOME": str(root / "usr"), "PYTHONHASHSEED": "0", "PATH": os.defpath}
    command = [*python, *options, str(root / LIBRARY), str(root / SITE)]
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise PackagesMissing(f"the Python just fetched does not run: {error}") from error
