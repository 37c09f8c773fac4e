"""Real archives sent as images: what our engine saves, and the same image in other programs' layouts."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builds.state import BuildState
from engine.client import Lease
from tests.api.callers import Browser
from tests.api.test_images import send
from tests.builds.test_run import Bench, bench  # noqa: F401  (a fixture)
from tests.proofs.saved import save

pytestmark = [
    pytest.mark.engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wired"),
]
DOCKERFILE = (
    "FROM lab/base\nRUN echo one > /a && ln /a /b && mkfifo /p\nCOPY a /etc/a\nRUN rm /a && chmod 600 /b\n"
)
Archive = Callable[[Path], Path]


def copied(kind: str) -> Archive:
    def copy(archive: Path) -> Path:
        """By skopeo: `docker-archive` has the layout in which Docker saved before version 25."""
        there = archive.with_name(f"{kind}.tar")
        command = ["skopeo", "copy", "--quiet", f"docker-archive:{archive}", f"{kind}:{there}:build:test"]
        subprocess.run(command, check=True, timeout=60)
        return there

    return copy


@pytest.fixture
def built(bench: Bench, lease: Lease) -> tuple[BuildState, Path]:  # noqa: F811
    state = asyncio.run(bench.state(DOCKERFILE))
    return state, save(lease.host, "build:test", bench.folder / "saved.tar")


LAYOUTS = {"saved": Path, **{kind: copied(kind) for kind in ("docker-archive", "oci-archive")}}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_what_docker_saves_is_read_as_what_it_built(
    caller: Browser, built: tuple[BuildState, Path], layout: Archive
) -> None:
    state, archive = built
    answer = send(caller, layout(archive).read_bytes())
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert [layer["diff_id"] for layer in body["layers"]] == [layer.diff_id for layer in state.layers]
    assert [layer["chain_id"] for layer in body["layers"]] == [layer.chain_id for layer in state.layers]
    assert [layer["unpacked_size"] for layer in body["layers"]] == [x.unpacked_size for x in state.layers]
    assert files(caller, body, 1) == {"a": "added", "b": "added", "p": "added"}
    assert files(caller, body, 3) == {"a": "deleted", "b": "changed"}


def test_compressed_layers_keep_their_digests(caller: Browser, built: tuple[BuildState, Path]) -> None:
    state, archive = built
    body = send(caller, archive.read_bytes()).json()
    assert [(x["digest"], x["size"]) for x in body["layers"]] == [(x.digest, x.size) for x in state.layers]
    assert state.image is not None
    assert body["image"]["manifest_digest"] == state.image.manifest_digest


def files(caller: Browser, body: Any, layer: int) -> dict[str, str]:
    items = caller.get(f"/api/builds/{body['id']}/layers/{layer}/files").json()["items"]
    return {item["path"]: item["change"] for item in items}
