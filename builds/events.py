"""The vocabulary: everything that a build's log can say.

Events are past tense, immutable and complete in themselves. `step` is always an index into
`Planned.steps`. Times are seconds; sizes are bytes; digests are `sha256:` and 64 hex digits.
"""

from typing import Literal

import msgspec


class Event(msgspec.Struct, frozen=True, tag_field="type"):
    pass


class PlannedStep(msgspec.Struct, frozen=True):
    """One instruction. `number` counts the stage's instructions from FROM = 0; `line` counts from 1."""

    stage: str
    """The stage's name, or its index where it has none, as BuildKit accepts in `COPY --from`."""
    stage_index: int
    number: int
    keyword: str
    """Upper case: FROM, RUN, COPY…"""
    instruction: str
    """The instruction as written, continuation lines folded by the reader, not here."""
    line: int
    end_line: int
    makes_layer: bool
    """Whether BuildKit runs it as a step: FROM, RUN, COPY, ADD and WORKDIR; all else is settings."""


class Started(Event, frozen=True, tag="started"):
    """A worker took the build up. `engine` is package name → version of what runs it."""

    attempt: int
    engine: dict[str, str]
    generation: int | None = None
    """Counts how often the engine's disks were made anew: what was cached before is gone."""


class Planned(Event, frozen=True, tag="planned"):
    """The Dockerfile, read. Missing where it cannot be parsed: then the engine says why."""

    steps: tuple[PlannedStep, ...]


class StepStarted(Event, frozen=True, tag="step_started"):
    step: int


class StepFinished(Event, frozen=True, tag="step_finished"):
    """`cached` is BuildKit's own verdict; None for FROM, whose flag means nothing. `base` is FROM's alone:
    the digest that its image's name stood for."""

    step: int
    cached: bool | None
    seconds: float
    base: str | None = None


class StepFailed(Event, frozen=True, tag="step_failed"):
    """`error` in BuildKit's words."""

    step: int
    seconds: float
    error: str


Difference = Literal["content", "mode", "type", "added", "removed", "ignored", "unignored"]
ReasonKind = Literal[
    "first_build",
    "instruction_changed",
    "flag_changed",
    "files_changed",
    "environment_changed",
    "base_changed",
    "parent_rebuilt",
    "source_rebuilt",
    "no_cache",
    "nothing_matches",
    "cached_anyway",
    "unsure",
]
HarmlessKind = Literal[
    "mtime",
    "not_copied",
    "ignored",
    "comment",
    "spelling",
    "stage_name",
    "base_name",
    "setting",
    "variable",
    "argument",
    "restored",
    "same_output",
    "linked",
    "no_cache",
]


class PathChange(msgspec.Struct, frozen=True):
    """`ignored` and `unignored`: what `.dockerignore` newly keeps out, or no longer does."""

    path: str
    how: Difference


class Harmless(msgspec.Struct, frozen=True):
    """A change that does not count. `name` is the path's, the variable's, the instruction's or the step's."""

    what: HarmlessKind
    name: str


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a step was not cached, or was although something had changed (`cached_anyway`): inferred by
    comparing this build's inputs with those of earlier ones.

    `text` is one short sentence; the rest is its evidence, as far as the kind has any.
    """

    kind: ReasonKind
    text: str
    build: str | None = None
    """The id of the earlier build that it was compared with."""
    before: str | None = None
    after: str | None = None
    paths: tuple[PathChange, ...] = ()
    names: tuple[str, ...] = ()
    """Of variables, or USER, SHELL and WORKDIR; of flags."""
    culprit: int | None = None
    """The step because of which this one was rebuilt, the first of its chain."""
    chain: tuple[int, ...] = ()
    """All the rebuilt steps from the culprit up to the one right below."""
    harmless: tuple[Harmless, ...] = ()
    """Of `cached_anyway`: what changed since the last build, and does not count here."""


class StepExplained(Event, frozen=True, tag="step_explained"):
    """Follows the StepFinished of a step that was not cached, and of one that was although something had
    changed. The verdict is BuildKit's, the reason ours."""

    step: int
    reason: Reason


class Logged(Event, frozen=True, tag="logged"):
    """Output of a step, or of the build itself where `step` is None. A chunk, not a line."""

    step: int | None
    stream: Literal["stdout", "stderr", "warning"]
    text: str


class FileCounts(msgspec.Struct, frozen=True):
    """A layer's paths, by what it does to the layers below.

    Logs of earlier versions lack the last three; there, what is only listed again counts as changed.
    """

    added: int
    changed: int
    deleted: int
    metadata: int = 0
    """Of those changed, the ones whose content is as before."""
    touched: int = 0
    """Listed again without a change, as the directories around what changed are."""
    opaque: int = 0
    """Directories that hide all that lies below in them."""


class LayerRecorded(Event, frozen=True, tag="layer_recorded"):
    """A layer of the finished image, from its manifest and config, bottom (index 0) first.

    `size` is the compressed blob's, `unpacked_size` the tar's. `step` is the instruction that made it
    (FROM for the layers of the base image).
    """

    index: int
    step: int | None
    diff_id: str
    digest: str
    chain_id: str
    media_type: str
    size: int
    unpacked_size: int
    empty: bool
    files: FileCounts


class ImageRecorded(Event, frozen=True, tag="image_recorded"):
    """`size` is the sum of the layers' compressed sizes.

    `manifest_digest` is empty of an imported image whose archive has no manifest.
    """

    manifest_digest: str
    config_digest: str
    size: int
    layer_count: int


class ArtefactCopied(Event, frozen=True, tag="artefact_copied"):
    """What a `COPY --from` took from another stage, or from the image `source` where `stage` is None.

    It follows the image or stage whose `layer` it made. `paths` are the first of `count` that arrived there,
    directories aside; `bytes` is the sum of the files' sizes.
    """

    step: int
    source: str
    stage: int | None
    layer: int
    paths: tuple[str, ...]
    count: int
    bytes: int


class StageRecorded(Event, frozen=True, tag="stage_recorded"):
    """A stage that stays behind, built once more from the cache and exported: its layers, bottom first.
    `size` is the sum of their compressed sizes."""

    stage: int
    manifest_digest: str
    size: int
    layers: tuple[LayerRecorded, ...]


Was = Literal["new", "stopped", "running"]


class ContainerStarted(Event, frozen=True, tag="container_started"):
    """`command` runs in a container. `image` is the digest of the image's manifest; a container that is
    `kept` stays on the engine; `was` tells what became of an earlier one: started again, or entered."""

    container: str
    image: str
    command: tuple[str, ...]
    kept: bool = False
    was: Was = "new"


class Exited(Event, frozen=True, tag="exited"):
    """The container's process ended by itself; `killed` where its memory limit ended it."""

    code: int
    killed: bool = False


class ContainerRemoved(Event, frozen=True, tag="container_removed"):
    """`size` is what its writable layer held on disk."""

    container: str
    size: int


class WrittenPath(msgspec.Struct, frozen=True):
    """A path in a container's writable layer, as the daemon says; `size` is the whole file's."""

    path: str
    change: Literal["added", "changed", "deleted"]
    type: str
    size: int


class Diffed(Event, frozen=True, tag="diffed"):
    """`size` is what the writable layer holds on disk, copies of the image's own files included. The daemon
    leaves out of `paths` a copy that differs in nothing it compares: mode, owner, size, date to the second.
    `left_out` counts paths beyond a limit."""

    container: str
    size: int
    paths: tuple[WrittenPath, ...]
    left_out: int = 0


class MountsRead(Event, frozen=True, tag="mounts_read"):
    """The overlay that the container's root is, as its kernel has it: `lower` folders, topmost first."""

    container: str
    lower: tuple[str, ...]
    upper: str
    work: str
    merged: str


class UpperEntry(msgspec.Struct, frozen=True):
    """`type` is `whiteout` for the mark of a deletion."""

    path: str
    type: str
    size: int


class UpperListed(Event, frozen=True, tag="upper_listed"):
    """What lies in the overlay's upper folder: unlike what the daemon lists, also copies that differ in
    nothing. `left_out` counts entries beyond a limit."""

    container: str
    entries: tuple[UpperEntry, ...]
    left_out: int = 0


class Committed(Event, frozen=True, tag="committed"):
    """The image that was made, as the container's image, `original`, still is: digests of manifests."""

    container: str
    image: str
    original: str


class ImageTagged(Event, frozen=True, tag="image_tagged"):
    """`replaced` is the image that had the name before; both are digests of what the name points to."""

    name: str
    image: str
    replaced: str | None = None


class LayerMoved(Event, frozen=True, tag="layer_moved"):
    """What a push or a pull did with a layer of the image, bottom (index 0) first: `mounted` is taken from
    another repository of the registry, `source`. `size` is the compressed blob's."""

    index: int
    digest: str
    size: int
    outcome: Literal["sent", "received", "mounted", "exists"]
    source: str | None = None


class Pushed(Event, frozen=True, tag="pushed"):
    """`digest` is what the registry has under the name now; `bytes` the layers' that were sent."""

    name: str
    digest: str
    bytes: int


class Pulled(Event, frozen=True, tag="pulled"):
    """As `pushed`; `bytes` are the layers' that were received."""

    name: str
    digest: str
    bytes: int


class Saved(Event, frozen=True, tag="saved"):
    """An archive of the image was made, `bytes` long."""

    bytes: int


class BitFlipped(Event, frozen=True, tag="bit_flipped"):
    """In the archive, the byte at `offset` of a layer's blob became another one."""

    index: int
    digest: str
    offset: int
    before: int
    after: int


class LayerChecked(Event, frozen=True, tag="layer_checked"):
    """`actual` is what the archive's bytes hash to, `digest` what they should, as the manifest says."""

    index: int
    digest: str
    actual: str


class Loaded(Event, frozen=True, tag="loaded"):
    """What the daemon said of the archive; and where no container can be made of what it took, why not."""

    message: str
    error: str | None = None


class Pruned(Event, frozen=True, tag="pruned"):
    """`bytes` and `count` as the daemon tells: of its cache's records, of what images consisted of,
    or of the registry's writable layer."""

    what: Literal["cache", "images", "volumes", "registry"]
    bytes: int
    count: int


class Completed(Event, frozen=True, tag="completed"):
    seconds: float


FailureReason = Literal[
    "step", "syntax", "base", "policy", "context", "time", "engine", "record", "container"
]


class Failed(Event, frozen=True, tag="failed"):
    """It ended without an image, or without a container's end. `error` is the engine's own message;
    `line` the failing line of the Dockerfile where known; `hint` our advice."""

    reason: FailureReason
    error: str
    step: int | None
    line: int | None
    hint: str | None


class Cancelled(Event, frozen=True, tag="cancelled"):
    """The learner stopped it."""


class Interrupted(Event, frozen=True, tag="interrupted"):
    """The worker or the engine died. What had finished is still cached on the learner's engine."""

    reason: str


Finding = (
    ContainerRemoved
    | Diffed
    | MountsRead
    | UpperListed
    | Committed
    | ImageTagged
    | LayerMoved
    | Pushed
    | Pulled
    | Saved
    | BitFlipped
    | LayerChecked
    | Loaded
    | Pruned
)
"""What an operation beside a build did or saw."""

BuildEvent = (
    Started
    | Planned
    | StepStarted
    | StepFinished
    | StepFailed
    | StepExplained
    | Logged
    | LayerRecorded
    | ImageRecorded
    | ArtefactCopied
    | StageRecorded
    | ContainerStarted
    | Exited
    | Finding
    | Completed
    | Failed
    | Cancelled
    | Interrupted
)
TERMINAL = (Completed, Failed, Cancelled, Interrupted)


class Entry(msgspec.Struct, frozen=True):
    """A line of the log: `seq` from 1 without gaps, `at` the Unix time in seconds it was recorded.

    On the wire it is one flat object: `{"seq": 1, "at": 1790000000.0, "type": "started", …}`.
    """

    seq: int
    at: float
    event: BuildEvent


def to_wire(entry: Entry) -> dict[str, object]:
    """The entry as one flat JSON object."""
    fields: dict[str, object] = msgspec.to_builtins(entry.event)
    return {"seq": entry.seq, "at": entry.at, **fields}


def from_wire(fields: dict[str, object]) -> Entry:
    """The inverse of `to_wire`. Raises msgspec.ValidationError."""
    rest = {key: value for key, value in fields.items() if key not in ("seq", "at")}
    return Entry(
        msgspec.convert(fields["seq"], int),
        msgspec.convert(fields["at"], float),
        msgspec.convert(rest, BuildEvent),
    )
