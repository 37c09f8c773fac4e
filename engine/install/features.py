"""What each package must be able to do. A candidate is refused for what it lacks, never for its version."""

import mmap
import subprocess
from pathlib import Path

import msgspec

SECONDS = 30
FOLDERS = (
    "usr/sbin",
    "usr/bin",
    "usr/libexec/docker/cli-plugins",
    "usr/lib/docker/cli-plugins",
    ".",
)
"""Where a binary may lie below an engine's root. The jail's PATH covers the daemon's."""


class Need(msgspec.Struct, frozen=True):
    """A package's binary (any of `names`), a call that must succeed, and words it must contain."""

    names: tuple[str, ...]
    call: tuple[str, ...]
    words: tuple[bytes, ...] = ()
    companions: tuple[str, ...] = ()
    """Further binaries that must lie beside it."""
    required: bool = True


NEEDS = {
    "docker.io": Need(
        ("dockerd",),
        ("--version",),
        (b"containerd-snapshotter", b"maxUsedSpace", b"network-host"),
    ),
    "docker-buildx": Need(
        ("docker-buildx",),
        ("version",),
        (b"rawjson", b"BUILDX_METADATA_PROVENANCE", b"EXPERIMENTAL_BUILDKIT_SOURCE_POLICY"),
    ),
    "containerd": Need(("containerd",), ("--version",), companions=("containerd-shim-runc-v2",)),
    "runc": Need(("runc",), ("features",)),
    "tini-static": Need(("tini-static", "tini", "docker-init"), ("--version",)),
    "busybox-static": Need(("busybox",), ("--list",)),
    "docker-registry": Need(("docker-registry",), ("--version",), required=False),
    "docker-cli": Need(("docker",), ("--version",), required=False),
}
"""In the order in which they are fetched."""


def find(root: Path, names: tuple[str, ...]) -> Path | None:
    """The first of these binaries below an engine's root."""
    places = (root / folder / name for name in names for folder in FOLDERS)
    return next((place for place in places if place.is_file()), None)


def shortcoming(package: str, root: Path) -> str:
    """What the package unpacked in `root` lacks, in words; empty when it will do."""
    need = NEEDS[package]
    binary = find(root, need.names)
    if binary is None:
        return f"holds no {' or '.join(need.names)}"
    for companion in need.companions:
        if find(root, (companion,)) is None:
            return f"holds no {companion}"
    for word in need.words:
        if not _contains(binary, word):
            return f"its {binary.name} does not know {word.decode()}"
    return _failure(binary, need.call)


def _contains(file: Path, word: bytes) -> bool:
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(word) >= 0


def _failure(binary: Path, call: tuple[str, ...]) -> str:
    try:
        done = subprocess.run([binary, *call], capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"its {binary.name} does not run here ({error})"
    if done.returncode == 0:
        return ""
    first = next(iter(done.stderr.strip().splitlines()), f"exit code {done.returncode}")
    words = first.removeprefix(f"{binary}: ").partition(" (required by")[0]
    return f"its {binary.name} does not run here ({words})"
