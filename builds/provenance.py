"""BuildKit's provenance: the operations of an image, the lines they come from, the layers they made."""

import msgspec

from builds.oci.manifest import Descriptor


class RecordMismatch(Exception):
    """Two sources that describe one image disagree."""


class _Mount(msgspec.Struct, frozen=True):
    input: int = 0
    dest: str = ""


class _Exec(msgspec.Struct, frozen=True):
    mounts: tuple[_Mount, ...] = ()


class _Action(msgspec.Struct, frozen=True):
    input: int = 0


class _File(msgspec.Struct, frozen=True):
    actions: tuple[_Action, ...] = ()


class _MergeInput(msgspec.Struct, frozen=True):
    input: int = 0


class _Merge(msgspec.Struct, frozen=True):
    inputs: tuple[_MergeInput, ...] = ()


class _Kind(msgspec.Struct, frozen=True):
    source: dict[str, object] | None = None
    exec: _Exec | None = None
    file: _File | None = None
    merge: _Merge | None = None

    @property
    def is_end(self) -> bool:
        return self == _Kind()

    def lower(self) -> int | None:
        """Which input this one stands on: the root mount of a RUN, the folder that is copied into, the lower
        side of a merge. None, or below zero, where it stands on nothing."""
        if self.exec:
            return next((mount.input for mount in self.exec.mounts if mount.dest == "/"), None)
        if self.file:
            return self.file.actions[0].input if self.file.actions else None
        return self.merge.inputs[0].input if self.merge and self.merge.inputs else None


class _Wrapped(msgspec.Struct, frozen=True, rename={"kind": "Op"}):
    kind: _Kind


class _Operation(msgspec.Struct, frozen=True):
    """One operation of the graph; `inputs` are references such as `step3:0`."""

    id: str
    op: _Wrapped
    inputs: tuple[str, ...] = ()

    def lower(self) -> str | None:
        place = self.op.kind.lower()
        return self.inputs[place] if place is not None and 0 <= place < len(self.inputs) else None


class _BuildConfig(msgspec.Struct, frozen=True, rename={"operations": "llbDefinition"}):
    operations: tuple[_Operation, ...] = ()


class _Position(msgspec.Struct, frozen=True):
    line: int = 0


class _Range(msgspec.Struct, frozen=True):
    start: _Position


class _Location(msgspec.Struct, frozen=True):
    ranges: tuple[_Range, ...] = ()


class _Locations(msgspec.Struct, frozen=True):
    locations: tuple[_Location, ...] = ()


class _Source(msgspec.Struct, frozen=True):
    locations: dict[str, _Locations] = {}


class _Layer(msgspec.Struct, frozen=True):
    digest: str


class _BuildKit(msgspec.Struct, frozen=True):
    source: _Source = _Source()
    layers: dict[str, tuple[tuple[_Layer, ...], ...]] = {}


class _Metadata(
    msgspec.Struct, frozen=True, rename={"buildkit": "https://mobyproject.org/buildkit@v1#metadata"}
):
    buildkit: _BuildKit = _BuildKit()


class Operation(msgspec.Struct, frozen=True):
    """An operation on the way from the base to the image.

    `lines` are those of all instructions that it came from: several stages may share it. `chain` has the
    layers up to it by digest, None where they are not recorded.
    """

    id: str
    is_base: bool
    lines: frozenset[int]
    chain: tuple[str, ...] | None


class Provenance(msgspec.Struct, frozen=True, rename={"build_config": "buildConfig"}):
    build_config: _BuildConfig = _BuildConfig()
    metadata: _Metadata = _Metadata()

    def operations(self) -> list[Operation]:
        """From the base to the last; empty for an image of nothing. Raises RecordMismatch."""
        known = {operation.id: operation for operation in self.build_config.operations}
        reference = next(
            (op.inputs[0] for op in reversed(known.values()) if op.op.kind.is_end and op.inputs), None
        )
        found: list[Operation] = []
        while reference:
            current = known.pop(reference.partition(":")[0], None)  # popped, so that no circle is walked
            if current is None:
                raise RecordMismatch(f"the provenance has no operation {reference}, or it stands on itself")
            found.insert(0, self._operation(current, reference))
            reference = current.lower()
        return found

    def _operation(self, raw: "_Operation", reference: str) -> Operation:
        buildkit = self.metadata.buildkit
        places = buildkit.source.locations.get(raw.id, _Locations()).locations
        lines = frozenset(place.start.line for location in places for place in location.ranges)
        chains = buildkit.layers.get(reference)
        chain = tuple(layer.digest for layer in chains[0]) if chains else None
        return Operation(raw.id, raw.op.kind.source is not None, lines, chain)


class BuildMetadata(
    msgspec.Struct,
    frozen=True,
    rename={"provenance": "buildx.build.provenance", "descriptor": "containerimage.descriptor"},
):
    """buildx's `--metadata-file`. `descriptor` is the index or manifest that was exported."""

    descriptor: Descriptor
    provenance: Provenance | None = None
