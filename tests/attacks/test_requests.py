"""What a Dockerfile or a context may ask of the engine, past the policy check; the decoys see nobody."""

import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.test_steps import HONEST
from tests.attacks.workshop import Decoy, Workshop, decoy, workshop
from tests.engine_fixtures import EngineService

pytestmark = pytest.mark.engine
SECRET = "a-secret-of-the-worker"
PLACE = "127.0.0.1:PORT"

REFUSED = {
    "the daemon's network": ("RUN --network=host true", ["--allow=network.host"]),
    "an unlocked step": ("RUN --security=insecure true", ["--allow=security.insecure"]),
    "a device": ("RUN --device=vendor.com/gpu=0 true", ["--allow=device"]),
    "another reader of Dockerfiles": ("", ["--build-arg=BUILDKIT_SYNTAX=127.0.0.1:PORT/reader"]),
    "ADD over http": (f"ADD http://{PLACE}/x /x", []),
    "ADD over http from every address": ("ADD http://0.0.0.0:PORT/x /x", []),
    "ADD over https": (f"ADD https://{PLACE}/x /x", []),
    "ADD from the cloud's metadata": ("ADD http://169.254.169.254/latest/meta-data/ /x", []),
    "ADD by git": (f"ADD git://{PLACE}/x.git /x", []),
    "ADD by git over http": (f"ADD http://{PLACE}/x.git#main /x", []),
    "ADD by ssh": ("ADD git@127.0.0.1:x/y.git /x", []),
    "a remote base": (f"FROM {PLACE}/x", []),
    "a base of the public registry": ("FROM alpine", []),
    "a remote image to copy from": (f"COPY --from={PLACE}/x / /", []),
    "a remote image to mount": (f"RUN --mount=from={PLACE}/x,target=/m true", []),
    "an image that is not on offer": ("FROM hidden:1", []),
    "a copy of an image that is not on offer": ("COPY --from=hidden:1 /etc/passwd /", []),
    "a remote build context": ("COPY --from=far / /", [f"--build-context=far=http://{PLACE}/x.git"]),
    "a cache to import from afar": (
        f"COPY --from={PLACE}/y /",
        [f"--cache-from=type=registry,ref={PLACE}/c"],
    ),
    "the context's parent": ("COPY ../policy.json /", []),
    "an absolute path outside": ("COPY /etc/hostname /", []),
    "through a link to a folder outside": ("COPY outside/secret /", []),
    "a link's target": ("COPY link /there\nRUN cat /there", []),
    "a bind of a folder outside": ("RUN --mount=type=bind,source=outside,target=/m cat /m/secret", []),
    "a secret that nobody gave": ("RUN --mount=type=secret,id=SECRET_KEY,required true", []),
    "the worker's ssh agent": ("RUN --mount=type=ssh,required true", []),
    "an image's own step of the host": ("RUN --mount=type=bind,from=/,target=/m ls /m", []),
}


@pytest.fixture(scope="module")
def hostile(
    engine_service: EngineService, buildx: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workshop]:
    folder = tmp_path_factory.mktemp("requests")
    (folder / "outside").mkdir()
    (folder / "outside/secret").write_text(SECRET)
    (folder / "context").mkdir()
    (folder / "context/outside").symlink_to(folder / "outside")
    (folder / "context/link").symlink_to(folder / "outside/secret")
    with engine_service.client() as client, workshop(client, f"l-{uuid.uuid4().hex}", buildx, folder) as made:
        hidden = made.build("FROM lab/base\nRUN echo hidden > /h\n", options=["--tag=hidden:1"])
        assert hidden.code == 0, hidden.text
        yield made


@pytest.fixture(scope="module")
def listening() -> Iterator[Decoy]:
    with decoy() as listening:
        yield listening


@pytest.mark.parametrize("name", REFUSED)
def test_what_leads_out_of_the_engine_is_refused_by_the_engine(
    hostile: Workshop, listening: Decoy, name: str
) -> None:
    instructions, options = REFUSED[name]
    text = instructions if instructions.startswith("FROM") else f"FROM lab/base\n{instructions}\n"
    port = str(listening.port)
    said = hostile.build(text.replace("PORT", port), options=[word.replace("PORT", port) for word in options])
    assert said.code != 0, said.text
    assert SECRET not in said.text
    assert listening.visits == 0
    assert not re.search("panic|segmentation", said.text)


def test_a_dockerfile_that_is_a_link_out_of_the_context_is_not_read(hostile: Workshop) -> None:
    outside = hostile.folder / "outside/Dockerfile"
    outside.write_text(f"FROM lab/base\nRUN echo {SECRET}\n")
    link = hostile.folder / "context/Linked"
    link.symlink_to(outside)
    said = hostile.build(HONEST.format("x"), options=[f"--file={os.fspath(link)}"])
    link.unlink()
    assert said.code != 0 or SECRET not in said.text


def test_the_same_learner_still_builds(hostile: Workshop) -> None:
    assert hostile.build(HONEST.format("still")).code == 0


def test_another_learner_sees_neither_image_cache_mount_nor_blob(
    hostile: Workshop, engine_service: EngineService, buildx: Path, tmp_path: Path
) -> None:
    own = "FROM lab/base\nRUN --mount=type=cache,id=shared,target=/c echo mine > /c/x; cat /c/x\n"
    assert hostile.build(own).code == 0
    with (
        engine_service.client() as client,
        workshop(client, f"l-{uuid.uuid4().hex}", buildx, tmp_path / "o") as other,
    ):
        first = other.build("FROM lab/base\nRUN echo hidden > /h\n")
        assert first.code == 0
        assert "CACHED" not in first.text
        mount = other.build("FROM lab/base\nRUN --mount=type=cache,id=shared,target=/c cat /c/x\n")
        assert mount.code != 0
        assert "mine" not in mount.text
        allow_all: dict[str, object] = {"rules": []}
        assert other.build("FROM hidden:1\n", policy=allow_all).code != 0
