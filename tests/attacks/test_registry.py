"""Requests that a registry, or its name, could turn against others: nobody but the engine's own loopback is met."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import docker.errors
import pytest

from builds import alone, buildkit
from builds.buildkit import Buildx, Invocation
from builds.policy import REGISTRY
from builds.request import BuildRequest
from engine.client import Client
from tests.api.callers import Browser, problem_of
from tests.attacks.workshop import Decoy, Workshop, decoy, workshop
from tests.engine_fixtures import EngineService
from tests.site import Guest, Site

ELSEWHERE = "http://127.0.0.1:PORT/token"
SERVER = """
import http.server
class Registry(http.server.BaseHTTPRequestHandler):
    default_request_version = "HTTP/1.1"
    def do_GET(self):
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Bearer realm="ELSEWHERE",service="x"')
        self.send_header("Content-Length", "0")
        self.end_headers()
    do_HEAD = do_POST = do_PUT = do_GET
http.server.HTTPServer(("0.0.0.0", 5000), Registry).serve_forever()
"""
"""A registry that a jail's root puts in the place of the learner's: for a token it sends its client elsewhere."""
NAMES = [
    "127.0.0.1:PORT/my/x:1",
    "localhost:PORT/my/x:1",
    "0.0.0.0:PORT/my/x:1",
    "[::1]:PORT/my/x:1",
    "169.254.169.254/my/x:1",
    "my/../../x:1",
    "my/x:1@sha256:" + "0" * 64,
    "my/x:1\n127.0.0.1:PORT/x",
    "http://127.0.0.1:PORT/my/x:1",
    "127.0.0.1:5000/my/x:1",
]


@pytest.fixture(scope="module")
def listening() -> Iterator[Decoy]:
    with decoy() as listening:
        yield listening


@pytest.fixture(scope="module")
def hostile(
    engine_service: EngineService, buildx: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("registry")
    with engine_service.client() as client, workshop(client, f"l-{uuid.uuid4().hex}", buildx, folder) as made:
        yield made


@contextlib.contextmanager
def serving(shop: Workshop, realm: str) -> Iterator[Callable[[], str]]:
    """On the engine's own loopback, for as long as the block lasts; the call tells who came."""
    program = SERVER.replace("ELSEWHERE", realm)
    with contextlib.closing(docker.DockerClient(shop.lease.host, version="1.44")) as daemon:
        container = daemon.containers.create("lab/script", ["python", "-uc", program], network_mode="host")
        container.start()
        try:
            _wait_for(daemon)
            yield lambda: container.logs().decode(errors="replace")
        finally:
            container.remove(force=True)


def _wait_for(daemon: docker.DockerClient) -> None:
    end = time.monotonic() + 20
    while "token" not in (said := pull(daemon, f"{REGISTRY}/x")):
        assert time.monotonic() < end, said
        time.sleep(0.2)


def pull(daemon: docker.DockerClient, name: str) -> str:
    """What the daemon says of it."""
    try:
        daemon.images.pull(name, tag="1")
    except docker.errors.APIError as error:
        return str(error)
    return ""


@pytest.mark.engine
def test_a_daemon_that_pulls_or_pushes_meets_nobody_of_the_host(hostile: Workshop, listening: Decoy) -> None:
    port = listening.port
    with contextlib.closing(docker.DockerClient(hostile.lease.host, version="1.44")) as daemon:
        for place in (f"127.0.0.1:{port}", f"0.0.0.0:{port}", f"[::1]:{port}", f"localhost:{port}"):
            assert pull(daemon, f"{place}/x") != ""
            daemon.images.get("lab/base").tag(f"{place}/x", "1")
            assert '"error"' in daemon.images.push(f"{place}/x", "1")
        with serving(hostile, ELSEWHERE.replace("PORT", str(port))):
            assert "token" in pull(daemon, f"{REGISTRY}/x")
    assert listening.visits == 0


@pytest.mark.engine
def test_nobody_meets_another_learners_registry(
    hostile: Workshop, client: Client, buildx: Path, tmp_path: Path
) -> None:
    with (
        workshop(client, f"l-{uuid.uuid4().hex}", buildx, tmp_path / "v") as victim,
        serving(victim, "http://127.0.0.1:1/") as came,
        contextlib.closing(docker.DockerClient(hostile.lease.host, version="1.44")) as daemon,
    ):
        before = came().count("HTTP/1.1")
        assert before > 0
        for place in (REGISTRY, "0.0.0.0:5000", "[::1]:5000", "localhost:5000"):
            assert "refused" in pull(daemon, f"{place}/x")
        assert came().count("HTTP/1.1") == before


@pytest.mark.engine
def test_an_engine_cannot_have_buildx_fetch_from_the_worker_s_network(
    hostile: Workshop, listening: Decoy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without its wall it does."""
    (tmp_path / "context").mkdir()
    (tmp_path / "context/Dockerfile").write_text("FROM lab/base\nRUN true\n")
    request = BuildRequest("FROM lab/base\n", cache_from="my/cache:1")
    lease, folder = hostile.lease, tmp_path
    invocation = Invocation(hostile.buildx, lease.fd, folder, "build:1", {"rules": []}, request)
    with serving(hostile, ELSEWHERE.replace("PORT", str(listening.port))):
        before = listening.visits
        assert asyncio.run(_built(invocation)) == 0
        assert alone.wall() == alone.WALL
        assert listening.visits == before
        monkeypatch.setattr(buildkit, "wall", lambda: ())
        asyncio.run(_built(invocation))
        assert listening.visits > before


@pytest.mark.engine
def test_the_site_s_own_workers_have_the_wall(site: Site, guest: Guest) -> None:
    assert guest.build("FROM lab/base\nRUN true\n")["status"] == "completed"
    assert "share the worker's network" not in (site.var / "log/worker.log").read_text()


async def _built(invocation: Invocation) -> int:
    async with Buildx(invocation) as running:
        async for _ in running.messages():
            pass
        return (await running.outcome()).exit_code


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired")
@pytest.mark.parametrize("kind", ["push", "pull", "tag"])
def test_no_name_leads_to_another_registry(kind: str) -> None:
    caller = Browser()
    for name in NAMES:
        asked: dict[str, object] = {"kind": kind, "name": name.replace("PORT", "8000")}
        if kind != "pull":
            asked["build"] = str(uuid.uuid4())
        problem_of(caller.send("/api/operations", asked), 422)
