"""The Docker daemon inside a jail: its settings, its command line, its socket and whether it answers."""

import asyncio
import json
import os
import stat
from pathlib import Path

from engine.limits import KiB, Limits
from engine.said import escaped

SOCKET, LOG = "docker.sock", "log"
LAST_LINES, LAST_BYTES = 6, 4096
CHUNK = 64 * 1024
BULK_SHARE = 0.5
"""BuildKit starts to collect garbage when its cache takes this share of the bulk disk."""
COMMAND = (
    "dockerd",
    "--config-file=/etc/daemon.json",
    "--data-root=/data/docker",
    "--exec-root=/run/exec",
    "--pidfile=/run/docker.pid",
    f"--host=unix:///run/{SOCKET}",
)


def settings(bulk_mib: int) -> str:
    """daemon.json: containerd's image store, no network, no entitlement that leads out of the jail."""
    return json.dumps(
        {
            "features": {"containerd-snapshotter": True},
            "bridge": "none",
            "iptables": False,
            "ip6tables": False,
            "ip-forward": False,
            "userland-proxy": False,
            "cgroup-parent": "/steps",
            "exec-opts": ["native.cgroupdriver=cgroupfs"],
            "max-concurrent-uploads": 1,
            "log-level": "warn",
            "shutdown-timeout": 2,
            "builder": {
                "Entitlements": {"network-host": False, "security-insecure": False},
                "gc": {
                    "enabled": True,
                    "policy": [{"all": True, "maxUsedSpace": f"{int(bulk_mib * BULK_SHARE)}MB"}],
                },
            },
        }
    )


def environment(limits: Limits) -> dict[str, str]:
    """What BuildKit keeps of a step's output, in bytes and bytes a second."""
    return {
        "BUILDKIT_STEP_LOG_MAX_SIZE": str(limits.step_log_kib * KiB),
        "BUILDKIT_STEP_LOG_MAX_SPEED": str(limits.step_log_kib_per_second * KiB),
    }


def open_socket(run: Path) -> int | None:
    """An `O_PATH` descriptor of the daemon's socket in folder `run`, or None while there is none.

    Connect to `/proc/self/fd/N`: it works for every uid the socket's mode allows, though the path is seen
    only in the engine service's own mount namespace. What is not a socket is never opened: the jail's root
    writes this folder.
    """
    try:
        descriptor = os.open(run / SOCKET, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    return None


def last_words(run: Path) -> list[str]:
    """The end of the daemon's log in folder `run`; nothing where that is no file.

    The jail's root writes there: a link would show the host's files, a pipe would never end.
    """
    try:
        descriptor = os.open(run / LOG, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return []
    with os.fdopen(descriptor, "rb") as log:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return []
        log.seek(max(0, status.st_size - LAST_BYTES))
        lines = log.read(LAST_BYTES).decode(errors="replace").splitlines()
    return [escaped(line) for line in lines[-LAST_LINES:]]


def allow(descriptor: int, everyone: bool) -> None:
    """Let every uid that holds the descriptor, or only root, make new connections."""
    os.chmod(f"/proc/self/fd/{descriptor}", 0o666 if everyone else 0o600)


async def answers(descriptor: int) -> bool:
    """Whether the daemon behind the socket answers its `/_ping` within 3 s."""
    try:
        reader, writer = await asyncio.open_unix_connection(f"/proc/self/fd/{descriptor}")
    except OSError:
        return False
    try:
        writer.write(b"GET /_ping HTTP/1.0\r\nHost: engine\r\n\r\n")
        return b" 200 " in await asyncio.wait_for(reader.readline(), 3)
    except (OSError, TimeoutError, ValueError):  # the last for a line without an end
        return False
    finally:
        writer.close()


async def post(descriptor: int, path: str) -> None:
    """Have the daemon behind the socket do something, and wait until it has. Raises OSError.

    Its words are not kept: the jail's root may say anything, and for as long as it likes.
    """
    reader, writer = await asyncio.open_unix_connection(f"/proc/self/fd/{descriptor}")
    try:
        writer.write(f"POST {path} HTTP/1.0\r\nHost: engine\r\nContent-Length: 0\r\n\r\n".encode())
        while await reader.read(CHUNK):
            pass
    finally:
        writer.close()
