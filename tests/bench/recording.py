"""What recording costs: a ten-step build with all of it, against the same build by bare `docker-buildx`."""

import asyncio
import os
import subprocess
import tempfile
import time
from pathlib import Path

from builds.context import write_context
from builds.request import BuildRequest
from engine.install import locate
from tests.bench.builds import Pair
from tests.engine_fixtures import CACHE, start_service, stop_service
from tests.proofs.laboratory import Laboratory, laboratory

STEPS = 9
"""Upon the FROM, each of them a folder with a hundred files."""


def compare_recorded(pairs: int) -> list[Pair]:
    """Alternates the two on one engine, nothing cached, after a warm-up of each."""
    with tempfile.TemporaryDirectory() as folder:
        var, work = Path(folder, "var"), Path(folder, "work")
        var.mkdir()
        work.mkdir()
        service = start_service(var)
        try:
            with service.client() as client, laboratory(client, "bench", work) as lab:
                return [_pair(lab, number) for number in range(pairs + 1)][1:]
        finally:
            stop_service(service)


def _pair(lab: Laboratory, number: int) -> Pair:
    began = time.perf_counter()
    built = asyncio.run(lab.build(_request(f"r{number}")))
    recorded = time.perf_counter() - began
    assert built.state.status == "completed"
    return Pair(recorded, _by_hand(lab, _request(f"h{number}")))


def _by_hand(lab: Laboratory, request: BuildRequest) -> float:
    with tempfile.TemporaryDirectory(dir=lab.folder) as folder:
        began = time.perf_counter()
        write_context(Path(folder, "context"), request)
        subprocess.run(
            [str(locate(CACHE).buildx), "build", "--network=none", "--tag=hand", f"{folder}/context"],
            env={"DOCKER_HOST": lab.lease.host, "HOME": folder, "PATH": os.environ["PATH"]},
            pass_fds=[lab.lease.fd],
            capture_output=True,
            check=True,
            timeout=120,
        )
        return time.perf_counter() - began


def _request(salt: str) -> BuildRequest:
    command = "mkdir /{0} && cd /{0} && for n in $(seq 100); do echo {1} $n > f$n; done"
    runs = [f"RUN {command.format(f'd{step}', salt)}" for step in range(STEPS)]
    return BuildRequest("\n".join(["FROM lab/base", *runs]) + "\n")
