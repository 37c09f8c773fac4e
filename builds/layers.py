"""Which step made which layer of an image, by position.

The chain of an operation, its base included, has `len(chain)` layers, so what it made is the layer at
`len(chain) - 1`: digests may repeat within an image, positions do not. Provenance, manifest, config, history
and Dockerfile must agree; where they do not, RecordMismatch is raised, and nothing is guessed.
"""

import msgspec

from builds.copies import own_stages
from builds.dockerfile import Plan
from builds.events import PlannedStep
from builds.oci.manifest import Config, Descriptor, History, Manifest, chain_ids
from builds.provenance import Operation, Provenance, RecordMismatch

BUILDKIT = "buildkit.dockerfile.v0"
"""The comment of BuildKit's own history entries."""


class PlacedLayer(msgspec.Struct, frozen=True):
    index: int
    step: int | None
    descriptor: Descriptor
    diff_id: str
    chain_id: str


def place_layers(
    manifest: Manifest, config: Config, provenance: Provenance, plan: Plan | None, target: str | None
) -> list[PlacedLayer]:
    """Bottom first. `step` is None only where the Dockerfile could not be read. Raises RecordMismatch."""
    operations = provenance.operations()
    makers = _makers(operations, manifest)
    history = _history(config)
    lengths = {"config": len(config.diff_ids), "history": len(history), "provenance": len(makers)}
    for name, length in lengths.items():
        if length != len(manifest.layers):
            raise RecordMismatch(f"the manifest has {len(manifest.layers)} layers, the {name} {length}")
    steps = _steps(operations, plan, target) if plan else {}
    for maker, entry in zip(makers, history, strict=True):
        _check_history(maker, entry, plan, steps.get(maker.id))
    rows = zip(manifest.layers, config.diff_ids, chain_ids(config.diff_ids), makers, strict=True)
    return [
        PlacedLayer(index, steps.get(maker.id), layer, diff_id, chain_id)
        for index, (layer, diff_id, chain_id, maker) in enumerate(rows)
    ]


def _makers(operations: list[Operation], manifest: Manifest) -> list[Operation]:
    """The operation behind each layer: the base has all of its own, every other one exactly one.

    Only the topmost chain must be the manifest's. The cache may hold several results of a step, as after a
    build without cache: those further down may be others than the image stands on, as many layers high.
    """
    digests = tuple(layer.digest for layer in manifest.layers)
    makers: list[Operation] = []
    for operation in operations:
        if operation.is_base:
            makers += [operation] * len(operation.chain or digests[: len(digests) - len(operations) + 1])
        else:
            makers.append(operation)
        expected = digests if operation is operations[-1] else (operation.chain or ())
        if operation.chain is not None and (operation.chain, len(makers)) != (expected, len(operation.chain)):
            raise RecordMismatch(f"the layers up to {operation.id} are not those of the manifest")
    return makers


def _history(config: Config) -> list[History]:
    return [entry for entry in config.history or () if not entry.empty_layer]


def _steps(operations: list[Operation], plan: Plan, target: str | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for operation in operations:
        found[operation.id] = _step(operation, plan, target, frozenset(found.values()))
    return found


def _step(operation: Operation, plan: Plan, target: str | None, before: frozenset[int]) -> int:
    """The one step that it stands for among the stages that the image is built upon. Triggers of ONBUILD all
    stand on the lines of their FROM: of these the first that is left."""
    stages = own_stages(plan, target)
    fitting = [
        index
        for index, step in enumerate(plan.steps)
        if step.stage_index in stages
        and step.makes_layer
        and step.line in operation.lines
        and (step.keyword == "FROM") == operation.is_base
        and not (step.trigger is not None and index in before)
    ]
    if fitting and all(plan.steps[index].trigger is not None for index in fitting):
        fitting = fitting[:1]
    if len(fitting) != 1:
        lines = ", ".join(map(str, sorted(operation.lines))) or "none"
        raise RecordMismatch(f"expected one step for {operation.id} (lines {lines}), found {len(fitting)}")
    return fitting[0]


def _check_history(maker: Operation, entry: History, plan: Plan | None, step: int | None) -> None:
    if plan is None or step is None or maker.is_base or entry.comment != BUILDKIT:
        return
    expected: PlannedStep = plan.steps[step]
    if entry.created_by.partition(" ")[0].upper() != expected.keyword:
        raise RecordMismatch(
            f"line {expected.line} is a {expected.keyword}, the history says {entry.created_by[:80]}"
        )
