"""Events, folded: what has happened so far. The shape of the API's answer (CONTRACT.md)."""

from collections.abc import Iterable
from typing import Literal, assert_never

import msgspec

from builds.events import (
    ArtefactCopied,
    BitFlipped,
    BuildEvent,
    Cancelled,
    Committed,
    Completed,
    ContainerRemoved,
    ContainerStarted,
    Diffed,
    Entry,
    Exited,
    Failed,
    FileCounts,
    Finding,
    ImageRecorded,
    ImageTagged,
    Interrupted,
    LayerChecked,
    LayerMoved,
    LayerRecorded,
    Linted,
    Loaded,
    Logged,
    MountsRead,
    Planned,
    PlannedStep,
    Pruned,
    Pulled,
    Pushed,
    Reason,
    Saved,
    StageRecorded,
    Started,
    StepExplained,
    StepFailed,
    StepFinished,
    StepStarted,
    UpperListed,
)

Status = Literal["queued", "running", "completed", "failed", "cancelled", "interrupted"]
StepStatus = Literal["pending", "running", "built", "cached", "failed", "skipped", "settings"]


class StepState(msgspec.Struct):
    """`cached` is None for FROM and settings; `layer` the topmost layer that the step made, by index."""

    number: int
    stage: str
    stage_index: int
    keyword: str
    instruction: str
    line: int
    end_line: int
    status: StepStatus
    trigger: int | None = None
    """The line of the ONBUILD that held it back."""
    cached: bool | None = None
    seconds: float | None = None
    reason: Reason | None = None
    """Why it was not cached; None for what was, and where nobody could compare."""
    layer: int | None = None


class LayerState(msgspec.Struct):
    index: int
    diff_id: str
    digest: str
    chain_id: str
    media_type: str
    size: int
    unpacked_size: int
    empty: bool
    step: int | None
    files: FileCounts


class ImageState(msgspec.Struct):
    manifest_digest: str
    config_digest: str
    size: int
    layer_count: int


class StageState(msgspec.Struct):
    """A stage that stays behind, as far as it was recorded. `stage` is its index."""

    stage: int
    manifest_digest: str
    size: int
    layers: list[LayerState]


class ContainerState(msgspec.Struct):
    """`exit_code` is None while it runs, and for one that was stopped."""

    id: str
    image: str
    command: tuple[str, ...]
    exit_code: int | None = None
    killed: bool = False
    kept: bool = False
    """Whether it is still on the engine."""


class ErrorState(msgspec.Struct):
    """`reason` as in events.Failed, or "interrupted"."""

    reason: str
    message: str
    step: int | None = None
    line: int | None = None
    hint: str | None = None


class BuildState(msgspec.Struct):
    id: str
    status: Status = "queued"
    steps: list[StepState] = []
    layers: list[LayerState] = []
    image: ImageState | None = None
    stages: list[StageState] = []
    """Those that stay behind; empty where nobody asked for them."""
    copies: list[ArtefactCopied] = []
    """What was copied from one stage to another, in the words of the feed."""
    container: ContainerState | None = None
    """Of operations on one."""
    lints: list[Linted] = []
    """What BuildKit's checks say of the Dockerfile, in the words of the feed."""
    findings: list[Finding] = []
    """What the operation did or saw beside, in the words of the feed."""
    error: ErrorState | None = None
    seconds: float | None = None
    last_seq: int = 0
    recorded_at: float | None = None
    """Of an imported recording: Unix seconds. It was never built here."""


def fold(build_id: str, entries: Iterable[Entry], recorded_at: float | None = None) -> BuildState:
    """Entries in order of `seq`, as the log gives them."""
    state = BuildState(build_id, recorded_at=recorded_at)
    for entry in entries:
        _apply(state, entry.event)
        state.last_seq = entry.seq
    return state


def _apply(state: BuildState, event: BuildEvent) -> None:
    match event:
        case Started():
            state.status = "running"
        case Planned(steps):
            state.steps = [_planned(step) for step in steps]
        case StepStarted(step):
            state.steps[step].status = "running"
        case StepFinished(step, cached, seconds):
            _finish(state.steps[step], "cached" if cached else "built", cached, seconds)
        case StepFailed(step, seconds, _):
            _finish(state.steps[step], "failed", None, seconds)
        case StepExplained(step, reason):
            state.steps[step].reason = reason
        case Linted():
            state.lints.append(event)
        case Logged():
            pass
        case LayerRecorded():
            _record_layer(state, event)
        case ImageRecorded(manifest, config, size, count):
            state.image = ImageState(manifest, config, size, count)
        case ArtefactCopied():
            state.copies.append(event)
        case StageRecorded(stage, manifest, size, layers):
            state.stages.append(StageState(stage, manifest, size, [_layer(layer) for layer in layers]))
        case ContainerStarted(container, image, command, kept):
            state.container = ContainerState(container, image, command, kept=kept)
        case Exited(code, killed):
            if state.container:
                state.container.exit_code, state.container.killed = code, killed
        case ContainerRemoved() | Diffed() | MountsRead() | UpperListed() | Committed():
            state.findings.append(event)
        case ImageTagged() | Pruned():
            state.findings.append(event)
        case LayerMoved() | Pushed() | Pulled() | Saved() | BitFlipped() | LayerChecked() | Loaded():
            state.findings.append(event)
        case Completed() | Failed() | Cancelled() | Interrupted():
            _end(state, event)
        case _:
            assert_never(event)


def _planned(step: PlannedStep) -> StepState:
    return StepState(
        number=step.number,
        stage=step.stage,
        stage_index=step.stage_index,
        keyword=step.keyword,
        instruction=step.instruction,
        line=step.line,
        end_line=step.end_line,
        status="pending" if step.makes_layer else "settings",
        trigger=step.trigger,
    )


def _finish(step: StepState, status: StepStatus, cached: bool | None, seconds: float) -> None:
    step.status, step.cached, step.seconds = status, cached, seconds


def _record_layer(state: BuildState, event: LayerRecorded) -> None:
    state.layers.append(_layer(event))
    if event.step is not None:
        state.steps[event.step].layer = event.index


def _layer(event: LayerRecorded) -> LayerState:
    return msgspec.convert(event, LayerState, from_attributes=True)


def _end(state: BuildState, event: Completed | Failed | Cancelled | Interrupted) -> None:
    """What never started was not needed if the build completed, and else is still to be done."""
    match event:
        case Completed(seconds):
            state.status, state.seconds = "completed", seconds
            _settle(state, "skipped")
        case Failed(reason, error, step, line, hint):
            state.status, state.error = "failed", ErrorState(reason, error, step, line, hint)
            _settle(state, "pending")
        case Cancelled():
            state.status = "cancelled"
            _settle(state, "pending")
        case Interrupted(reason):
            state.status, state.error = "interrupted", ErrorState("interrupted", reason)
            _settle(state, "pending")
        case _:
            assert_never(event)


def _settle(state: BuildState, unfinished: StepStatus) -> None:
    for step in state.steps:
        if step.status in ("pending", "running"):
            step.status = unfinished
