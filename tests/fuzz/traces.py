"""What a running site holds open, and what its logs complain of."""

import contextlib
import re
import time
from pathlib import Path

import msgspec
import redis
import requests

from tests.site import Site, descendants

PARTS = {
    "web": ("boot.web",),
    "worker": ("celery", "--queues builds"),
    "upkeep": ("celery", "--queues upkeep"),
    "broker": ("valkey-server",),
    "engine service": ("-m engine ",),
}
WATCHED = ("web", "worker", "engine service")
GROWTH = 150
"""MiB that a watched part may have more once a module's tests are over: what one archive leaves to its
allocator. 10,000 requests that each left 16 kB would be more."""
SLACK = 12
"""Descriptors of pools and threads that a part may have made meanwhile: a leak is of one for each request."""
END_SECONDS = 900.0
SETTLE_SECONDS = 30.0
ALARM = re.compile(r"Traceback|\b(?:ERROR|CRITICAL|FATAL)\b")
UNFINISHED = re.compile(r'layerlab_operations\{.*status="(?:queued|running)"\} ([\d.]+)')


class Traces(msgspec.Struct, frozen=True):
    """`descriptors` by part; `memory` of the watched parts in MiB; `temporary` are the files that it has for
    a while; `listeners` the WebSockets' places in the broker; `unfinished` the operations that have not
    ended."""

    descriptors: dict[str, int]
    memory: dict[str, int]
    temporary: tuple[str, ...]
    listeners: int
    unfinished: int

    def more_than(self, before: "Traces") -> list[str]:
        """What has grown."""
        grown = [
            f"{part}: {count} descriptors, {before.descriptors[part]} before"
            for part, count in self.descriptors.items()
            if count > before.descriptors[part] + SLACK
        ]
        grown += [
            f"{part}: {mib} MiB, {self.memory[part]} now"
            for part, mib in before.memory.items()
            if self.memory[part] > mib + GROWTH
        ]
        grown += [f"left {path}" for path in self.temporary if path not in before.temporary]
        if self.listeners > before.listeners:
            grown.append(f"{self.listeners} listeners, {before.listeners} before")
        return grown + ([f"{self.unfinished} operations have not ended"] if self.unfinished else [])


def traces(site: Site) -> Traces:
    return Traces(
        {part: sum(map(_descriptors, site.pids(*words))) for part, words in PARTS.items()},
        {part: sum(map(resident, site.pids(*PARTS[part]))) for part in WATCHED},
        tuple(sorted(str(path) for path in (site.var / "work").rglob("*"))),
        _listeners(site),
        sum(int(float(found)) for found in UNFINISHED.findall(_metrics(site))),
    )


def grown_since(site: Site, before: Traces) -> list[str]:
    """What stays grown once all that was asked for has ended."""
    end = time.monotonic() + END_SECONDS
    while (now := traces(site)).unfinished and time.monotonic() < end:
        time.sleep(0.5)
    end = time.monotonic() + SETTLE_SECONDS
    while now.more_than(before) and time.monotonic() < end:
        time.sleep(0.5)
        now = traces(site)
    return now.more_than(before)


def memory(site: Site, part: str) -> int:
    """The most that one process of a part has had in memory so far, in MiB."""
    return max(_peak(pid) for pid in site.pids(*PARTS[part]))


class Logs:
    """Of a site, from now on."""

    def __init__(self, site: Site) -> None:
        self._files = {path: path.stat().st_size for path in (site.var / "log").glob("*.log")}

    def alarms(self) -> list[str]:
        """Lines that tell of a fault of ours."""
        found = []
        for path, start in self._files.items():
            with path.open("rb") as file:
                file.seek(start)
                lines = file.read().decode(errors="replace").splitlines()
            found += [f"{path.name}: {line}" for line in lines if ALARM.search(line)]
        return found


def processes(site: Site) -> set[int]:
    return descendants(site.process.pid)


def _descriptors(pid: int) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0


def resident(pid: int) -> int:
    """What a process has in memory, in MiB; 0 where it has ended."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return _mebibytes(pid, "VmRSS")
    return 0


def _peak(pid: int) -> int:
    return _mebibytes(pid, "VmHWM")


def _mebibytes(pid: int, line: str) -> int:
    found = re.search(rf"{line}:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def _listeners(site: Site) -> int:
    (pid,) = site.pids("valkey-server")
    path = Path(f"/proc/{pid}/cmdline").read_text().partition("unixsocket:")[2].strip(" \0")
    with redis.Redis(unix_socket_path=path) as broker:
        return len(broker.pubsub_channels("asgi*"))


def _metrics(site: Site) -> str:
    return requests.get(f"{site.url}/metrics", timeout=30).text
