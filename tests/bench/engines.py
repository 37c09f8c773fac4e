"""What engines cost: memory while many run, and how long a start takes, a resume, and a lease."""

import re
import statistics
import tempfile
import time
from pathlib import Path

from engine.client import Client
from tests.engine_fixtures import EngineService, start_service, stop_service
from tests.site import descendants

COUNT = 8
"""As many as run at once by default."""
PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)


def figures() -> dict[str, float]:
    """Seconds and MB by name; of engines that have done nothing but start."""
    with tempfile.TemporaryDirectory() as folder:
        return _measured(start_service(Path(folder), ENGINE_RUNNING=str(COUNT)))


def _measured(service: EngineService) -> dict[str, float]:
    names = [f"bench-{number}" for number in range(2 * COUNT)]
    with service.client() as client:
        new = [_seconds(client, name) for name in names[:COUNT]]
        memory = _memory(service) / COUNT
        for name in names[COUNT:]:
            client.acquire(name, 60).close()  # evicts one of the first
        evicting = [_seconds(client, name) for name in names[:COUNT]]
        running = [_seconds(client, name) for name in names[:COUNT]]
    stop_service(service)
    again = start_service(service.var)
    with again.client() as client:
        resumed = [_seconds(client, name) for name in names[:COUNT]]
    stop_service(again)
    return {
        f"engine: memory (PSS) each, {COUNT} running: MB": round(memory / 1e6, 1),
        "engine: start, new disks: median s": round(statistics.median(new), 2),
        "engine: resume, another one evicted first: median s": round(statistics.median(evicting), 2),
        "engine: resume: median s": round(statistics.median(resumed), 2),
        "engine: lease of a running one: median s": round(statistics.median(running), 3),
    }


def _seconds(client: Client, name: str) -> float:
    began = time.perf_counter()
    client.acquire(name, 60).close()
    return time.perf_counter() - began


def _memory(service: EngineService) -> int:
    """Proportional bytes of all that runs in the jails."""
    rollups = [Path(f"/proc/{pid}/smaps_rollup") for pid in descendants(service.process.pid)]
    found = [PSS.search(path.read_text()) for path in rollups]
    return sum(int(match[1]) * 1024 for match in found if match)
