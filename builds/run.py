"""One build from request to terminal event: context → buildx → events → the image's facts. No database."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import msgspec

from builds.advice import ADVICE
from builds.buildkit import Buildx, Invocation, Outcome
from builds.context import write_context
from builds.copies import copied, left_behind, sources, target_of
from builds.dockerfile import Plan, parse
from builds.events import (
    ArtefactCopied,
    BuildEvent,
    Cancelled,
    Completed,
    Failed,
    ImageRecorded,
    LayerRecorded,
    Planned,
    StageRecorded,
    StepFinished,
)
from builds.facts import RECORD_ERRORS, Listings, OpenBlob, record_image
from builds.failure import RETRY, explain
from builds.instructions import DockerfileUnreadable
from builds.oci.listing import unpack
from builds.policy import Limits, source_policy
from builds.reasons.live import History, Reasons
from builds.request import BuildRequest
from builds.secrets.redact import Redactor
from builds.status import StatusMessage
from builds.translate import Translator

TRIES = 2


class Evidence:
    """What the events of a build were made from. This one keeps nothing; a recorder's does."""

    def begin(self) -> None:
        """Another try."""

    def keep(self, message: StatusMessage) -> None: ...

    def end(self, outcome: Outcome) -> None: ...


@dataclass(frozen=True)
class Engine:
    """A leased engine. `host_fd` is an O_PATH descriptor of its socket; whoever leased it closes it."""

    host_fd: int
    buildx: Path
    open_blob: OpenBlob


async def run_build(
    request: BuildRequest,
    engine: Engine,
    listings: Listings,
    *,
    image_name: str,
    images: Sequence[str],
    limits: Limits,
    work_dir: Path,
    cancelled: asyncio.Event,
    secrets: Mapping[str, str] | None = None,
    history: History | None = None,
    evidence: Evidence | None = None,
) -> AsyncGenerator[BuildEvent]:
    """Yields Planned (where the Dockerfile can be read), then the steps' events, then exactly one terminal
    event: Completed, Failed or Cancelled. Never Started.

    The request must have passed `policy.check`. `images` are the base images on offer; `image_name` is what
    the result is called on the engine. `work_dir` must exist; a fresh folder in it is made and removed again.
    Setting `cancelled` stops the build. `secrets` has the values of `request.secrets`; no event holds one.
    `history` is what it is compared with; without one, no step is explained. `evidence`, where given, is
    filled with what the events were made from. What `engine.open_blob` and `listings` raise passes through.
    """
    plan = _plan(request)
    if plan:
        yield Planned(plan.steps)
    folder = Path(tempfile.mkdtemp(dir=work_dir))
    policy = source_policy(images)
    invocation = Invocation(engine.buildx, engine.host_fd, folder, image_name, policy, request, secrets or {})
    run = _Run(invocation, plan, limits, cancelled, evidence or Evidence())
    try:
        await asyncio.to_thread(write_context, folder / "context", request)
        reasons = Reasons(request, plan, history)
        for part in (_explained(run, reasons), _conclude(run, engine, listings, images)):
            async with aclosing(part) as events:
                async for event in events:
                    yield event
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Run:
    """The tries of one build. `events` ends when buildx has; then `outcome` and `stopped` tell how."""

    def __init__(
        self,
        invocation: Invocation,
        plan: Plan | None,
        limits: Limits,
        cancelled: asyncio.Event,
        evidence: Evidence,
    ) -> None:
        self.began = time.monotonic()
        self.request, self.plan, self.limits = invocation.request, plan, limits
        self._redactor = Redactor(invocation.secrets.values())
        self.translator = Translator(plan, self.request.target, limits.log_bytes, self._redactor)
        self.outcome = Outcome(-1, "", None)
        self.stopped: Literal["cancelled", "time"] | None = None
        self._invocation, self._cancelled, self._evidence = invocation, cancelled, evidence

    def again(self, stage: int, target: str) -> "_Run":
        """The same up to another stage, all of it from the cache, in the time that is left."""
        left = self.limits.wall_seconds - (time.monotonic() - self.began)
        request = msgspec.structs.replace(self.request, target=target, no_cache=False, cache_to=None)
        name = f"{self._invocation.image_name}-{stage}"
        invocation = replace(self._invocation, request=request, image_name=name)
        limits = msgspec.structs.replace(self.limits, wall_seconds=max(0.0, left))
        return _Run(invocation, self.plan, limits, self._cancelled, Evidence())

    async def events(self) -> AsyncGenerator[BuildEvent]:
        for _ in range(TRIES):
            self._evidence.begin()
            async with Buildx(self._invocation) as buildx, self._watch(buildx):
                async for message in buildx.messages():
                    self._evidence.keep(message)
                    for event in self.translator.read(message):
                        yield event
                self.outcome = await buildx.outcome()
            self._evidence.end(self.outcome)
            if self.outcome.exit_code == 0 or self.stopped or not RETRY.search(self.outcome.text):
                break
            self.translator.restart()
        self.outcome = replace(self.outcome, text=self._redactor.clean(self.outcome.text))
        for event in self.translator.rest():
            yield event

    @asynccontextmanager
    async def _watch(self, buildx: Buildx) -> AsyncIterator[None]:
        task = asyncio.create_task(self._stop_when_told(buildx))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _stop_when_told(self, buildx: Buildx) -> None:
        left = self.limits.wall_seconds - (time.monotonic() - self.began)
        try:
            await asyncio.wait_for(self._cancelled.wait(), max(0.0, left))
            self.stopped = "cancelled"
        except TimeoutError:
            self.stopped = "time"
        await buildx.stop()


async def _explained(run: _Run, reasons: Reasons) -> AsyncGenerator[BuildEvent]:
    async with aclosing(run.events()) as events:
        async for event in events:
            yield event
            for told in await reasons.after(event):
                yield told
    for told in await reasons.rest():
        yield told


def _plan(request: BuildRequest) -> Plan | None:
    try:
        return parse(request.dockerfile, request.build_args)
    except DockerfileUnreadable:
        return None


async def _conclude(
    run: _Run, engine: Engine, listings: Listings, images: Sequence[str]
) -> AsyncGenerator[BuildEvent]:
    """What there is to say once buildx has ended, the terminal event last."""
    if run.outcome.exit_code == 0:
        async with aclosing(_record(run, engine, listings)) as events:
            async for event in events:
                yield event
    elif run.stopped == "cancelled":
        yield Cancelled()
    elif run.stopped == "time":
        yield _timed_out(run.limits.wall_seconds)
    else:
        for failure in explain(run.outcome.text, run.translator.step_error, run.plan, images):
            yield failure


async def _record(run: _Run, engine: Engine, listings: Listings) -> AsyncGenerator[BuildEvent]:
    try:
        metadata = run.outcome.metadata or b""
        recorded = record_image(metadata, run.plan, run.request.target, engine.open_blob, listings)
        layers: list[LayerRecorded] = []
        async with aclosing(recorded) as events:
            async for event in events:
                yield event
                layers += [event] if isinstance(event, LayerRecorded) else []
        async for told in _between_stages(run, engine, listings, layers):
            yield told
    except RECORD_ERRORS as error:
        yield Failed("record", f"The image was built, but cannot be recorded: {error}", None, None, None)
        return
    yield Completed(round(time.monotonic() - run.began, 3))


async def _between_stages(
    run: _Run, engine: Engine, listings: Listings, layers: Sequence[LayerRecorded]
) -> AsyncGenerator[BuildEvent]:
    """What was copied into the image, and, where it was asked for, the stages that stay behind."""
    if run.plan is None:
        return
    for copy in await _copies(run.plan, layers, listings):
        yield copy
    for stage in left_behind(run.plan, run.request.target) if run.request.stages else ():
        if target := target_of(run.plan, stage):
            async for event in _stage(run, stage, target, engine, listings):
                yield event


async def _copies(plan: Plan, layers: Sequence[LayerRecorded], listings: Listings) -> list[ArtefactCopied]:
    named = sources(plan)
    made = [layer for layer in layers if layer.step is not None and layer.step in named]
    listed = [(layer, unpack(await listings.load(layer.chain_id))) for layer in made]
    return [copied(plan, layer, named[layer.step or 0], changes) for layer, changes in listed]


async def _stage(
    run: _Run, stage: int, target: str, engine: Engine, listings: Listings
) -> AsyncGenerator[BuildEvent]:
    """Nothing where it is not the same any more: the cache has let a step go, or time is up."""
    again = run.again(stage, target)
    events = [event async for event in again.events()]
    rebuilt = any(isinstance(event, StepFinished) and event.cached is False for event in events)
    if again.outcome.exit_code != 0 or rebuilt:
        return
    metadata = again.outcome.metadata or b""
    found = [event async for event in record_image(metadata, run.plan, target, engine.open_blob, listings)]
    layers = tuple(event for event in found if isinstance(event, LayerRecorded))
    image = next(event for event in found if isinstance(event, ImageRecorded))
    yield StageRecorded(stage, image.manifest_digest, image.size, layers)
    for copy in await _copies(again.plan, layers, listings) if again.plan else ():
        yield copy


def _timed_out(seconds: float) -> Failed:
    message = f"The build was stopped: it may take {seconds:g} seconds."
    return Failed("time", message, None, None, ADVICE["wall_seconds"])
