"""Real builds on a real engine that holds lab/base."""

import asyncio
import contextlib
import gzip
import hashlib
import os
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import pytest

from builds.bases import load_missing
from builds.events import (
    BuildEvent,
    Cancelled,
    Completed,
    Entry,
    Failed,
    ImageRecorded,
    LayerRecorded,
    Linted,
    Logged,
    Planned,
    StepFinished,
    StepStarted,
)
from builds.policy import Limits
from builds.request import BuildRequest, ContextFile
from builds.run import Engine, run_build
from builds.state import BuildState, fold
from engine.bases import load_catalogue
from engine.client import Lease
from tests.engine_fixtures import CACHE
from tests.recordings.record import MemoryListings

pytestmark = pytest.mark.engine

THREE = "FROM lab/base\nCOPY a /a\nRUN cat /a > /b\nCMD true\n"


class Bench:
    """One engine, one memory of listings."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder, self.listings = engine, folder, MemoryListings()
        self.cancelled = asyncio.Event()

    def events(self, request: BuildRequest, limits: Limits) -> AsyncGenerator[BuildEvent]:
        return run_build(
            request,
            self.engine,
            self.listings,
            image_name="build:test",
            images=["lab/base"],
            limits=limits,
            work_dir=self.folder,
            cancelled=self.cancelled,
        )

    async def build(
        self, dockerfile: str, a: str | ContextFile = "text", target: str | None = None, seconds: float = 60
    ) -> list[BuildEvent]:
        """With a context of one file, named a."""
        request = BuildRequest(dockerfile, files={"a": a}, target=target)
        events = [event async for event in self.events(request, Limits(wall_seconds=seconds))]
        assert list(self.folder.iterdir()) == []
        return events

    async def state(
        self, dockerfile: str, a: str | ContextFile = "text", target: str | None = None
    ) -> BuildState:
        return folded(await self.build(dockerfile, a, target))


def folded(events: Sequence[BuildEvent]) -> BuildState:
    return fold("test", [Entry(seq, 0.0, event) for seq, event in enumerate(events, start=1)])


def statuses(state: BuildState) -> list[str]:
    return [step.status for step in state.steps]


@pytest.fixture
def bench(lease: Lease, buildx: Path, open_blob: Callable[[str], BinaryIO], tmp_path: Path) -> Bench:
    load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name == "lab/base"])
    return Bench(Engine(lease.fd, buildx, open_blob), tmp_path)


async def test_the_same_again_is_cached_and_a_changed_file_rebuilds_from_its_step(bench: Bench) -> None:
    first, again = await bench.state(THREE, a="one"), await bench.state(THREE, a="one")
    changed, back = await bench.state(THREE, a="two"), await bench.state(THREE, a="one")
    assert statuses(first) == ["built", "built", "built", "settings"]
    assert statuses(again) == statuses(back) == ["built", "cached", "cached", "settings"]
    assert statuses(changed) == ["built", "built", "built", "settings"]
    assert first.layers == again.layers == back.layers
    assert [a.digest == b.digest for a, b in zip(first.layers, changed.layers, strict=True)] == [
        True,
        False,
        False,
    ]


async def test_an_image_upon_older_results_is_recorded(bench: Bench) -> None:
    """The cache then holds two results of the RUN, and this image stands on the first."""
    text = "FROM lab/base\nRUN echo > /x\nCOPY a /a\nRUN cat /a\n"
    files = [{"a": content} for content in ("one", "two", "one")]
    states = []
    for number, each in enumerate(files):
        request = BuildRequest(text, dict(each), no_cache=number == 1)
        states.append(folded([event async for event in bench.events(request, Limits())]))
    first, _, again = states
    assert statuses(again) == ["built", "cached", "cached", "cached"]
    assert again.layers == first.layers


async def test_every_layer_hashes_to_its_digests(bench: Bench) -> None:
    for layer in (await bench.state(THREE, a="one")).layers:
        with bench.engine.open_blob(layer.digest) as blob:
            content = blob.read()
        assert layer.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert layer.diff_id == f"sha256:{hashlib.sha256(gzip.decompress(content)).hexdigest()}"
        assert (layer.size, layer.unpacked_size) == (len(content), len(gzip.decompress(content)))


async def test_known_layers_are_not_read_again(bench: Bench) -> None:
    await bench.build(THREE, a="one")
    opened: list[str] = []

    def watched(digest: str) -> BinaryIO:
        opened.append(digest)
        return open_blob(digest)

    open_blob = bench.engine.open_blob
    bench.engine = Engine(bench.engine.host_fd, bench.engine.buildx, watched)
    events = await bench.build(THREE, a="one")
    layers = {event.digest for event in events if isinstance(event, LayerRecorded)}
    assert len(opened) == 3  # index, manifest, config
    assert not layers.intersection(opened)
    assert bench.listings.loaded == []


async def test_an_edit_of_the_same_size_is_built(bench: Bench) -> None:
    text = "FROM lab/base\nCOPY a /a\nRUN cat /a\n"
    for said in ("print(1)", "print(2)"):
        events = await bench.build(text, a=ContextFile(text=said, mtime=1_700_000_000))
        assert [event.text for event in events if isinstance(event, Logged)] == [said]


@pytest.mark.parametrize(
    ("dockerfile", "reason", "line", "words"),
    [
        ("FROM lab/base\nRUN echo no >&2; \\\n exit 3\n", "step", 2, "exit code: 3"),
        ("FROM lab/base\nCOPY nothing /\n", "step", 2, '"/nothing": not found'),
        ("FROM lab/base\nRUNN x\n", "syntax", 2, "unknown instruction: RUNN"),
        ("", "syntax", None, "cannot be empty"),
        ("FROM nginx\n", "base", 1, "denied by policy"),
        ("FROM lab/base:other\n", "base", 1, "denied by policy"),
        ("FROM lab/base\nCOPY --from=nginx / /\n", "base", 2, "denied by policy"),
        ("# syntax=a/b\nFROM lab/base\n", "policy", 1, "denied by policy"),
        ("FROM lab/base\nADD http://somewhere/x /\n", "policy", None, "denied by policy"),
        ("FROM lab/base\nADD git@somewhere:x /\n", "policy", None, "denied by policy"),
        ("FROM lab/base\nRUN --network=host true\n", "policy", None, "network.host is not allowed"),
    ],
)
async def test_a_failure_has_its_reason_its_line_and_the_engines_words(
    bench: Bench, dockerfile: str, reason: str, line: int | None, words: str
) -> None:
    end = (await bench.build(dockerfile))[-1]
    assert isinstance(end, Failed)
    assert (end.reason, end.line) == (reason, line)
    assert words in end.error


SHAPES = {
    "scratch": "FROM scratch\nCOPY a /\n",
    "nothing": "FROM scratch\n",
    "base only": "FROM lab/base AS x\nFROM x AS y\nENV A=b\n",
    "heredocs": "FROM lab/base\nRUN <<EOF\nset -e\necho x > /x\nEOF\nCOPY <<A <<B /d/\na\nA\nb\nB\n",
    "cache mount": "FROM lab/base\nRUN --mount=type=cache,target=/c date > /c/x\n",
    "other images": "FROM lab/base\nCOPY --from=lab/base /etc/passwd /\n"
    "RUN --mount=from=lab/base,target=/m ls /m\n",
    "links": "FROM lab/base\nCOPY --link a /1\nCOPY --link a a /2/\n",
    "links on scratch": "FROM scratch\nCOPY --link a /1\nCOPY --link a /2\nADD a /3\n",
    "root folders": "FROM lab/base\nWORKDIR /x\nWORKDIR ..\nCOPY a b\n"
    "ENV D=/\nWORKDIR $D\nRUN true\nWORKDIR /x\n",
    "same steps": "FROM lab/base AS a\nRUN echo x > /x\nFROM lab/base AS b\nRUN echo x > /x\nRUN true\n"
    "FROM lab/base\nCOPY --from=a /x /1\nCOPY --from=b /x /2\n",
    "stage on stage": "FROM --platform=linux/amd64 lab/base AS a\nRUN true\nFROM a\nRUN true\nRUN true\n",
    "root spelled": "FROM lab/base\nWORKDIR //\nRUN true\nWORKDIR /x/..\nRUN true\n",
    "triggers": "FROM lab/base AS a\nRUN true\nONBUILD COPY a /a\nONBUILD ENV V=1\nONBUILD RUN echo $V > /v\n"
    "FROM a AS b\nRUN true\nFROM b\nRUN cat /a /v\n",
    "triggers that are shared": "FROM lab/base AS a\nONBUILD RUN echo > /x\nONBUILD RUN echo > /y\n"
    "FROM a AS b\nRUN false || true\nFROM a\nCOPY --from=b /x /z\n",
    "triggers that name stages": "FROM lab/base AS y\nRUN echo y > /y\nRUN echo z > /z\nFROM lab/base AS b\n"
    "ONBUILD COPY --link --from=y /y /q\nFROM b AS z\nRUN echo 1 > /z\nFROM lab/base AS a\nRUN true\n"
    "ONBUILD RUN --mount=from=z,target=/m cat /m/q\nFROM a\nRUN echo end\n",
    "triggers of triggers": "FROM lab/base AS a\nONBUILD WORKDIR /w\nFROM a AS b\nONBUILD ADD a .\nFROM b\n",
    "escape": "# escape=`\nFROM lab/base\nRUN echo `\n x\n",
}


@pytest.mark.parametrize("name", SHAPES)
async def test_every_shape_of_dockerfile_is_followed_and_recorded(bench: Bench, name: str) -> None:
    events = await bench.build(SHAPES[name], a="text")
    assert isinstance(events[-1], Completed), events[-1]
    state = folded(events)
    assert set(statuses(state)) <= {"built", "cached", "settings"}
    made = [layer.step for layer in state.layers if layer.step is not None]
    assert made == sorted(made)
    assert len(made) == len(state.layers)
    last = state.steps[-1].stage_index
    own = [
        index
        for index, step in enumerate(state.steps)
        if step.stage_index == last and step.status != "settings"
    ]
    assert set(own) <= set(made)


async def test_a_target_builds_no_more_than_it_needs(bench: Bench) -> None:
    state = await bench.state("FROM lab/base AS a\nRUN true\nFROM lab/base AS b\nRUN false\n", target="a")
    assert statuses(state) == ["built", "built", "skipped", "skipped"]


async def test_cancelling_ends_the_steps(bench: Bench) -> None:
    request = BuildRequest("FROM lab/base\nRUN echo begun; sleep 60\n")
    async for event in bench.events(request, Limits()):
        if isinstance(event, Logged):
            began = time.monotonic()
            bench.cancelled.set()
    assert isinstance(event, Cancelled)
    assert time.monotonic() - began < 5


async def test_a_build_ends_when_its_time_is_up(bench: Bench) -> None:
    began = time.monotonic()
    events = await bench.build("FROM lab/base\nRUN sleep 60\n", seconds=2)
    assert isinstance(events[-1], Failed)
    assert events[-1].reason == "time"
    assert 2 <= time.monotonic() - began < 7


async def test_a_reader_that_leaves_takes_the_build_with_it(bench: Bench) -> None:
    request = BuildRequest("FROM lab/base\nRUN echo begun; sleep 60\n")
    async with contextlib.aclosing(bench.events(request, Limits())) as events:
        async for event in events:
            if isinstance(event, Logged):
                break
    assert list(bench.folder.iterdir()) == []
    again = await bench.build("FROM lab/base\nRUN true\n")
    assert isinstance(again[-1], Completed)


async def test_what_was_planned_is_told_first_and_the_rest_in_order(bench: Bench) -> None:
    events = await bench.build(THREE, a="one")
    kinds = [type(event) for event in events if not isinstance(event, Logged | Linted)]
    assert kinds == [
        Planned,
        *[StepStarted, StepFinished] * 3,
        *[LayerRecorded] * 3,
        ImageRecorded,
        Completed,
    ]


async def test_no_descriptor_is_left_open(bench: Bench) -> None:
    await bench.build(THREE, a="one")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for text in (THREE, "FROM nginx\n"):
        await bench.build(text, a="one")
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
