"""Builds and containers on a leased engine, without the site's policy check before it."""

import contextlib
import json
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import docker
import docker.errors
import msgspec

from builds.bases import load_missing
from builds.policy import source_policy
from engine.bases import load_catalogue
from engine.client import Client, Lease
from tests.engine_fixtures import CACHE

IMAGES = ("lab/base", "lab/script")
SECONDS = 120


class Said(msgspec.Struct, frozen=True):
    code: int
    text: str


class Workshop:
    """One learner's engine with the images on offer; `folder` is for contexts."""

    def __init__(self, lease: Lease, buildx: Path, folder: Path, images: Sequence[str] = IMAGES) -> None:
        self.lease, self.buildx, self.folder = lease, buildx, folder
        folder.mkdir(exist_ok=True)
        load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name in images])

    def build(
        self,
        dockerfile: str,
        files: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
        policy: Mapping[str, object] | None = None,
    ) -> Said:
        """With the worker's source policy where none is given. Links of the context are made beforehand."""
        return self.start(dockerfile, files, options, policy)()

    def start(
        self,
        dockerfile: str,
        files: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
        policy: Mapping[str, object] | None = None,
    ) -> Callable[[], Said]:
        """Begin to build; the returned call waits for the end."""
        context = self.folder / "context"
        context.mkdir(exist_ok=True)
        for name, text in {"Dockerfile": dockerfile, **(files or {})}.items():
            (context / name).write_text(text)
        rules = self.folder / "policy.json"
        rules.write_text(json.dumps(source_policy(IMAGES) if policy is None else policy))
        command = ["build", "--progress=plain", "--network=none", *options, str(context)]
        process = subprocess.Popen(
            [str(self.buildx), *command],
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.folder),
                "DOCKER_HOST": self.lease.host,
                "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY": str(rules),
            },
            pass_fds=(self.lease.fd,),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        return lambda: _ended(process)

    def run(self, command: Sequence[str], **options: Any) -> Said:
        """A container such as a jail's root could ask the daemon for; `options` are docker-py's."""
        with contextlib.closing(docker.DockerClient(self.lease.host, version="1.44")) as daemon:
            container = daemon.containers.create("lab/script", list(command), **options)
            try:
                container.start()
                code = container.wait(timeout=SECONDS)["StatusCode"]
                return Said(code, container.logs().decode(errors="replace"))
            except docker.errors.APIError as error:
                return Said(-1, str(error))
            finally:
                container.remove(force=True)


def _ended(process: subprocess.Popen[bytes]) -> Said:
    try:
        text = process.communicate(timeout=SECONDS)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Said(process.returncode, text.decode(errors="replace"))


@contextlib.contextmanager
def workshop(
    client: Client, learner: str, buildx: Path, folder: Path, images: Sequence[str] = IMAGES
) -> Iterator[Workshop]:
    """On a fresh engine, which is removed afterwards."""
    with client.acquire(learner, 600) as lease:
        yield Workshop(lease, buildx, folder, images)
    client.remove(learner)


class Decoy:
    """Listens on every address of the host, v4 and v6, and counts who comes."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port: int = self._listener.getsockname()[1]
        self.visits = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                self.visits += 1
                peer.close()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@contextlib.contextmanager
def decoy() -> Iterator[Decoy]:
    """For as long as the block lasts."""
    listening = Decoy()
    try:
        yield listening
    finally:
        with contextlib.suppress(OSError):
            listening.close()
