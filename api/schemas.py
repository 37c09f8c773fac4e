"""The bodies of the API that are not the domain's own types."""

from collections.abc import Collection
from typing import Literal

import msgspec

from builds.comparison.compare import Comparison
from builds.comparison.storage import Storage
from builds.events import PlannedStep
from builds.models import Operation, Share
from builds.oci.listing import Change, What
from builds.oci.merged import MergedPath
from builds.oci.waste import Waste, WastedPath
from builds.operations.request import REQUESTS
from builds.request import BuildRequest, PlainRequest
from builds.state import BuildState
from builds.turns import Turn
from labs import bodies as labs
from labs.services import Answer

WASTED_PATHS = 100
"""The most that one answer names."""


class BuildBody(PlainRequest, frozen=True, forbid_unknown_fields=True):
    """A request whose misspelt fields are named rather than ignored; in an exercise, what is predicted.

    `secrets` has values by id, which are neither stored nor logged.
    """

    secrets: dict[str, str] = {}
    exercise: str | None = None
    prediction: Answer | None = None

    def plain(self) -> BuildRequest:
        """Without what only teaching needs, and without secrets."""
        return BuildRequest(**{name: getattr(self, name) for name in PlainRequest.__struct_fields__})


class AttemptRequest(PlainRequest, frozen=True, forbid_unknown_fields=True):
    task: str = ""

    def plain(self) -> BuildRequest:
        return BuildRequest(self.dockerfile, self.files)


class PlanRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dockerfile: str
    build_args: dict[str, str] = {}


class PlannedStepBody(PlannedStep, frozen=True, omit_defaults=False):
    """`predictable`: BuildKit will say of it whether it was cached."""

    predictable: bool = False

    @classmethod
    def of(cls, step: PlannedStep, needed: Collection[int]) -> "PlannedStepBody":
        runs = step.makes_layer and step.keyword != "FROM" and step.stage_index in needed
        return cls(**msgspec.structs.asdict(step), predictable=runs)


class PlanBody(msgspec.Struct):
    steps: list[PlannedStepBody]


class OperationBody(BuildState):
    """An operation's state, and what it is."""

    kind: str = ""

    @classmethod
    def of(cls, operation: Operation, state: BuildState) -> "OperationBody":
        return cls(**msgspec.structs.asdict(state), kind=operation.kind)


class OperationsBody(msgspec.Struct):
    """The newest first; `next` is the following call's `before`, null at the end."""

    items: list["OperationItem"]
    next: float | None


class OperationItem(msgspec.Struct):
    """`created_at` is Unix time; so is `recorded_at`, of an imported recording."""

    id: str
    kind: str
    status: str
    created_at: float
    recorded_at: float | None

    @classmethod
    def of(cls, operation: Operation) -> "OperationItem":
        created_at = operation.created_at.timestamp()
        return cls(str(operation.pk), operation.kind, operation.status, created_at, recorded_at_of(operation))


def recorded_at_of(operation: Operation) -> float | None:
    return operation.recorded_at.timestamp() if operation.recorded_at else None


class ImageBody(BuildState):
    """The first of an archive's images; `images` are the ids of all."""

    images: list[str] = []

    @classmethod
    def of(cls, state: BuildState, images: list[str]) -> "ImageBody":
        return cls(**msgspec.structs.asdict(state), images=images)


class BaseImageBody(msgspec.Struct):
    """`size` is the sum of the layers' compressed bytes."""

    name: str
    description: str
    size: int
    layers: int


class ShareBody(msgspec.Struct):
    """`url` is a path of this site."""

    url: str

    @classmethod
    def of(cls, share: Share) -> "ShareBody":
        return cls(share.get_absolute_url())


class FilesBody(msgspec.Struct):
    """`next` is the following call's `after`, null at the end."""

    items: list["FileBody"]
    next: str | None


class FileBody(msgspec.Struct):
    """builds.oci.listing.Change; `content` is a digest, `device` a major and a minor number."""

    path: str
    change: Literal["added", "changed", "deleted", "touched"]
    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None
    what: tuple[What, ...]
    opaque: bool
    whiteout: bool
    device: tuple[int, int] | None
    content: str | None

    @classmethod
    def of(cls, change: Change) -> "FileBody":
        rest = {name: getattr(change, name) for name in cls.__struct_fields__ if name != "content"}
        return cls(**rest, content=f"sha256:{change.content.hex()}" if change.content else None)


class MergedFilesBody(msgspec.Struct):
    """`next` as of FilesBody."""

    items: list["MergedFileBody"]
    next: str | None


class MergedFileBody(msgspec.Struct):
    """builds.oci.merged.MergedPath, and the path as its layer has it."""

    path: str
    type: str
    mode: int
    uid: int
    gid: int
    size: int
    mtime: int
    target: str | None
    device: tuple[int, int] | None
    content: str | None
    layer: int | None
    hides: tuple[int, ...]
    gone: int | None

    @classmethod
    def of_merged(cls, merged: MergedPath) -> "MergedFileBody":
        file = FileBody.of(merged.found)
        names = set(cls.__struct_fields__) & set(FileBody.__struct_fields__)
        return cls(
            **{name: getattr(file, name) for name in names},
            layer=merged.layer,
            hides=merged.hides,
            gone=merged.gone,
        )


class WasteBody(msgspec.Struct):
    """builds.oci.waste.Waste, with the first of its paths."""

    size: int
    wasted_bytes: int
    efficiency: float
    paths: tuple[WastedPath, ...]

    @classmethod
    def of(cls, waste: Waste) -> "WasteBody":
        return cls(waste.size, waste.wasted_bytes, waste.efficiency, waste.paths[:WASTED_PATHS])


class ProblemBody(msgspec.Struct):
    """RFC 9457. Which members come beside the first four depends on the fault."""

    type: str
    title: str
    status: int
    detail: str
    limit: str | None = None
    value: int | None = None
    line: int | None = None
    errors: list[dict[str, str]] = []
    problems: list[dict[str, str | int | None]] = []


BODIES = (
    *(BuildBody, BuildState, BaseImageBody, FilesBody, ShareBody, Turn, ProblemBody),
    *(MergedFilesBody, WasteBody, ImageBody),
    *(PlanRequest, PlanBody, AttemptRequest, Comparison, Storage),
    *(OperationBody, OperationsBody),
    *REQUESTS.values(),
    *labs.BODIES,
)
