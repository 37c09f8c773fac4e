"""The learner's own registry: a container on the learner's engine, which only that engine's daemon can reach.

It runs in the jail's network, where there is nothing but `lo`, from the jail's read-only folders, and keeps
what is pushed in its own writable layer. Containers of learners have no network at all. It is started on
demand.
"""

import asyncio
import io
import json
import tarfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from http.client import HTTPResponse
from typing import Any

from builds.dockerd import TAR, DaemonRefused, stream
from builds.events import Cancelled
from builds.operations.work import NotPossible, Stopped, Work, address
from builds.policy import REGISTRY

PACKAGE = "docker-registry"
PLACE = "127.0.0.1:5000"
LABEL = "layerlab.registry"
IMAGE = "lab/registry:1"
STORE = "/registry"
CONFIG = f"""\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {STORE}}}}}
http: {{addr: "{PLACE}"}}
"""
FOLDERS = ("/usr", "/lib", "/lib64", "/opt/docker")
"""Of the jail, which has them read-only; asking for that again would be refused in its user namespace."""
SETTINGS = {
    "Image": IMAGE,
    "Labels": {LABEL: "1"},
    "Entrypoint": [PACKAGE],
    "Cmd": ["serve", "/registry.yml"],
    "Env": ["PATH=/opt/docker/usr/bin:/opt/docker", "GOMEMLIMIT=64MiB"],
    "HostConfig": {
        "NetworkMode": "host",
        "Binds": [f"{folder}:{folder}" for folder in FOLDERS],
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges"],
        "PidsLimit": 64,
        "Memory": 128 * 2**20,
        "LogConfig": {"Type": "json-file", "Config": {"max-size": "1m", "max-file": "1"}},
    },
}
MISSING = "This site's engines have no registry."
MISSING_HINT = f"Its operator can add the package {PACKAGE}."
DEAF = "The registry does not answer."
START_SECONDS = 15.0
PAUSE = 0.05
CHUNK = 256 * 1024


async def ready(work: Work) -> str:
    """The id of the registry's container, which answers. Raises NotPossible where there can be none."""
    if PACKAGE not in work.versions:
        raise NotPossible(MISSING, MISSING_HINT, "engine")
    found = await _find(work)
    container = str(found["Id"]) if found else await _make(work)
    if not found or found["State"] != "running":
        await work.ask("POST", f"/containers/{container}/start")
    give_up = time.monotonic() + START_SECONDS
    while not await _answers(work):
        if time.monotonic() > give_up:
            raise NotPossible(DEAF, "Try again in a moment.", "engine")
        await asyncio.sleep(PAUSE)
    return container


async def copy(source: Work, target: Work) -> str:
    """Make the target's registry hold what the source's does, since neither can reach the other: its
    container's id."""
    here, there = await ready(source), await ready(target)
    await asyncio.to_thread(_carry, source, here, target, there)
    return there


async def remove(work: Work) -> int | None:
    """With all that it holds: the bytes of its writable layer. None where there is none."""
    found = await _find(work)
    if found is None:
        return None
    measured = await work.ask("GET", f"/containers/{found['Id']}/json", size=1)
    await work.ask("DELETE", f"/containers/{found['Id']}", force=1, v=1)
    return int(measured["SizeRw"])


@asynccontextmanager
async def named(work: Work, image: str, name: str) -> AsyncIterator[str]:
    """The image's name in the registry, for as long as it takes to push or pull it."""
    there = f"{REGISTRY}/{name}"
    if image:
        repository, _, tag = there.rpartition(":")
        await work.ask("POST", f"/images/{image}/tag", repo=repository, tag=tag)
    try:
        yield there
    finally:
        with suppress(DaemonRefused):  # it never came
            await work.ask("DELETE", f"/images/{there}", noprune=1)


async def _find(work: Work) -> dict[str, Any] | None:
    filters = json.dumps({"label": [LABEL]})
    return next(iter(await work.ask("GET", "/containers/json", all=1, filters=filters)), None)


async def _make(work: Work) -> str:
    await asyncio.to_thread(_import, work.host)
    return str((await work.ask("POST", "/containers/create", SETTINGS))["Id"])


async def _answers(work: Work) -> bool:
    """The daemon asks it for an image that nobody has."""
    try:
        await work.ask("GET", f"/distribution/{REGISTRY}/lab/none:none/json")
    except DaemonRefused as refused:
        return "manifest unknown" in str(refused)
    return True


def _import(host: str) -> None:
    """An image with nothing but the configuration and an empty store."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.GNU_FORMAT) as tar:
        config = tarfile.TarInfo("registry.yml")
        config.size = len(CONFIG)
        tar.addfile(config, io.BytesIO(CONFIG.encode()))
        folder = tarfile.TarInfo(STORE.lstrip("/"))
        folder.type, folder.mode = tarfile.DIRTYPE, 0o755
        tar.addfile(folder)
    archive.seek(0)
    repository, _, tag = IMAGE.partition(":")
    path = address("/images/create", fromSrc="-", repo=repository, tag=tag)
    with stream(host, "POST", path, archive, headers=TAR) as answer:
        answer.read()


def _carry(source: Work, here: str, target: Work, there: str) -> None:
    """Raises Stopped where the learner cancels meanwhile."""

    def chunks(archive: HTTPResponse) -> Iterator[bytes]:
        while chunk := archive.read(CHUNK):
            if source.cancelled.is_set():
                raise Stopped(Cancelled())
            yield chunk

    with stream(source.host, "GET", address(f"/containers/{here}/archive", path=STORE)) as archive:
        path = address(f"/containers/{there}/archive", path="/")
        with stream(target.host, "PUT", path, chunks(archive), headers=TAR) as answer:
            answer.read()
