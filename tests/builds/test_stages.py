"""Stages that stay behind, and what is copied out of them, built for real."""

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import msgspec
import pytest

from builds.bases import load_missing
from builds.copies import left_behind, target_of
from builds.dockerfile import parse
from builds.events import ArtefactCopied, BuildEvent, Completed, StageRecorded
from builds.policy import Limits
from builds.request import BuildRequest
from builds.run import Engine
from engine.bases import load_catalogue
from engine.client import Lease
from tests.builds.test_run import Bench, folded
from tests.engine_fixtures import CACHE

STAGES = """\
FROM lab/base AS tools
RUN mkdir /t && echo tool > /t/tool
FROM tools AS build
WORKDIR /src
COPY a .
RUN cp a program && cp a other && ln -s program link
FROM build AS test
RUN false
FROM lab/base AS docs
RUN mkdir -p /out/en && echo text > /out/en/text && echo more > /out/more
COPY --from=build /src/other /out/
FROM lab/base
WORKDIR /app
COPY --from=build /src/program /src/link ./
COPY --from=docs /out /usr/share/docs
COPY --from=lab/base /etc/passwd /
RUN true
"""


@pytest.fixture
def bench(lease: Lease, buildx: Path, open_blob: Callable[[str], BinaryIO], tmp_path: Path) -> Bench:
    load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name == "lab/base"])
    return Bench(Engine(lease.fd, buildx, open_blob), tmp_path)


async def built(bench: Bench, **more: object) -> list[BuildEvent]:
    request = msgspec.convert({"dockerfile": STAGES, "files": {"a": "text"}, **more}, BuildRequest)
    events = [event async for event in bench.events(request, Limits())]
    assert isinstance(events[-1], Completed), events[-1]
    return events


@pytest.mark.engine
async def test_every_copy_between_stages_has_its_paths_and_bytes(bench: Bench) -> None:
    events = await built(bench)
    steps = folded(events).steps
    found = [event for event in events if isinstance(event, ArtefactCopied)]
    docs = ("usr/share/docs/en/text", "usr/share/docs/more", "usr/share/docs/other")
    assert [(steps[one.step].line, one.source, one.stage, one.paths, one.count) for one in found] == [
        (14, "build", 1, ("app/link", "app/program"), 2),
        (15, "docs", 3, docs, 3),
        (16, "lab/base", None, ("passwd",), 1),
    ]
    assert [one.bytes for one in found[:2]] == [len("texttext"), len("text\nmore\ntext")]
    layers = folded(events).layers
    assert all(layers[one.layer].step == one.step for one in found)
    assert not any(isinstance(event, StageRecorded) for event in events)


@pytest.mark.engine
async def test_stages_that_stay_behind_are_recorded_where_it_is_asked_for(bench: Bench) -> None:
    """Stage 0 is the lower part of stage 1, stage 2 was never needed, stage 4 is the image."""
    state = folded(await built(bench, stages=True))
    assert [stage.stage for stage in state.stages] == [1, 3]
    lines = [[state.steps[layer.step or 0].line for layer in stage.layers] for stage in state.stages]
    assert lines == [[1, 2, 4, 5, 6], [9, 10, 11]]
    assert [copy.step for copy in state.copies if state.steps[copy.step].stage_index == 3] == [10]
    for layer in [layer for stage in state.stages for layer in stage.layers]:
        with bench.engine.open_blob(layer.digest) as blob:
            content = blob.read()
        assert layer.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert layer.diff_id == f"sha256:{hashlib.sha256(gzip.decompress(content)).hexdigest()}"


@pytest.mark.engine
async def test_asking_for_stages_changes_nothing_else(bench: Bench) -> None:
    before = folded(await built(bench))
    after = folded(await built(bench, stages=True))
    assert (after.layers, after.image) == (before.layers, before.image)
    assert [step.cached for step in after.steps if step.cached is not None] == [True] * 11


@pytest.mark.engine
async def test_no_cache_means_the_build_and_not_its_recording(bench: Bench) -> None:
    """Built again, the stages would be others than those that the image was copied from."""
    events = await built(bench, stages=True, no_cache=True)
    state = folded(events)
    assert [stage.stage for stage in state.stages] == [1, 3]
    copied = next(one for one in state.copies if one.source == "docs")
    assert copied.count == 3


@pytest.mark.parametrize(
    ("dockerfile", "target", "behind"),
    [
        ("FROM a\n", None, []),
        ("FROM a AS x\nRUN 1\nFROM x\n", None, []),
        ("FROM a AS x\nFROM a AS y\nFROM a\nCOPY --from=x / /\n", None, [0]),
        ("FROM a AS x\nFROM x AS y\nFROM a\nCOPY --from=y / /\nCOPY --from=x / /\n", None, [1]),
        ("FROM a AS x\nFROM a\nRUN --mount=from=0,target=/m 1\n", None, [0]),
        ("FROM a AS x\nFROM a AS y\nCOPY --from=x / /\nFROM a\nCOPY --from=y / /\n", "y", [0]),
        ("FROM a AS x\nFROM x AS y\nRUN 1\nFROM y\nCOPY --from=x / /\n", None, []),
    ],
)
def test_what_stays_behind_is_needed_and_no_part_of_the_image(
    dockerfile: str, target: str | None, behind: list[int]
) -> None:
    assert left_behind(parse(dockerfile), target) == behind


def test_a_stage_whose_name_another_has_taken_is_named_by_its_place() -> None:
    plan = parse("FROM a AS x\nFROM b AS X\nFROM c\n")
    assert [target_of(plan, stage) for stage in range(3)] == ["0", "X", "2"]
    assert target_of(parse("FROM a\nFROM b AS 0\n"), 0) is None
