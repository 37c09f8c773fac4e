"""A real engine service for tests, and engines borrowed from it."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from engine.client import Client, EngineUnavailable, Lease
from engine.install import locate

CACHE = Path(os.environ.get("CACHE_DIR", "/var/cache/layerlab"))
START_SECONDS = 20.0


class EngineService(msgspec.Struct):
    """A running `python -m engine` of its own: `var` is its state, `path` its socket."""

    var: Path
    path: Path
    process: subprocess.Popen[bytes]

    def client(self) -> Client:
        return Client(str(self.path))


def start_service(var: Path, *module: str, **environment: str) -> EngineService:
    """Start a service on `var` and wait until it listens. `module` runs instead of ours."""
    path = var / "engine.sock"
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", *(module or ("engine",))]
    options = ["--var", str(var), "--cache", str(CACHE), "--socket", str(path)]
    process = subprocess.Popen([*command, *options], env=os.environ | environment)
    service, end = EngineService(var, path, process), time.monotonic() + START_SECONDS
    while True:
        try:
            service.client().close()
        except EngineUnavailable:
            assert process.poll() is None, f"the engine service ended with {process.returncode}"
            assert time.monotonic() < end, "the engine service does not listen"
            time.sleep(0.02)
        else:
            return service


def stop_service(service: EngineService) -> None:
    service.process.terminate()
    assert service.process.wait(30) == 0


@pytest.fixture(scope="session")
def engine_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineService]:
    service = start_service(tmp_path_factory.mktemp("engine"))
    yield service
    stop_service(service)


@pytest.fixture
def client(engine_service: EngineService) -> Iterator[Client]:
    with engine_service.client() as client:
        yield client


@pytest.fixture
def learner() -> str:
    """A learner whom no other test has."""
    return f"l-{uuid.uuid4().hex}"


@pytest.fixture
def lease(client: Client, learner: str) -> Iterator[Lease]:
    """A fresh engine of a learner of its own, removed afterwards."""
    with client.acquire(learner, 300) as lease:
        yield lease
    client.remove(learner)


@pytest.fixture
def open_blob(client: Client, learner: str) -> Callable[[str], BinaryIO]:
    return lambda digest: client.open_blob(learner, digest)


@pytest.fixture(scope="session")
def buildx() -> Path:
    return locate(CACHE).buildx
