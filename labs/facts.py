"""Facts about a finished build, and the kinds that may decide a question."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, assert_never

import msgspec
from msgspec import Meta

from builds.oci.listing import Change
from builds.oci.lower import LowerLayers
from builds.request import BuildRequest
from builds.state import BuildState, LayerState, StepState

Path = Annotated[str, Meta(min_length=1)]
"""Without a slash at its beginning or with one: both mean the image's root."""
CONFIG = -1
"""Stands for the image's config among indices of layers."""


class ImageConfig(msgspec.Struct, frozen=True):
    """The OCI image config's settings, by the names it has for them."""

    Env: tuple[str, ...] = ()
    Cmd: tuple[str, ...] = ()
    Entrypoint: tuple[str, ...] = ()
    Labels: Mapping[str, str] = {}
    WorkingDir: str = ""
    User: str = ""

    def has(self, key: str, value: str) -> bool:
        """Of Env and Labels `NAME=value` or `NAME`; of lists one of the words; else the whole."""
        if key == "Labels":
            return any(value in (f"{name}={text}", name) for name, text in self.Labels.items())
        found = getattr(self, key)
        if key == "Env":
            return any(value in (entry, entry.partition("=")[0]) for entry in found)
        return value == found if isinstance(found, str) else value in found


class RunFacts(msgspec.Struct, frozen=True):
    """`written` is None where nobody looked."""

    stdout: str
    exit_code: int
    written: "Written | None" = None


class Written(msgspec.Struct, frozen=True):
    """What the writable layer holds: bytes on disk, and lines such as `changed /etc/passwd`."""

    size: int
    lines: tuple[str, ...]


class BuildFacts(msgspec.Struct):
    """`changes` are the layers' listings, bottom first; `texts` maps a text that was looked for to the layers
    (or CONFIG) whose bytes hold it; `runs` are the containers run of the image."""

    request: BuildRequest
    state: BuildState
    changes: Sequence[Sequence[Change]] = ()
    config: ImageConfig | None = None
    texts: Mapping[str, Sequence[int]] = {}
    runs: Mapping[str, RunFacts] = {}
    base: Collection[str] = ()
    """ChainIDs of the base's layers, of an image whose steps do not tell."""

    @property
    def built(self) -> bool:
        return self.state.status == "completed"

    def steps(self, pattern: str = "") -> list[int]:
        """Those that BuildKit runs, but FROM: all, or the ones whose instruction matches."""
        return [
            index
            for index, step in enumerate(self.state.steps)
            if step.status not in ("settings", "skipped")
            and step.keyword != "FROM"
            and re.search(pattern, step.instruction)
        ]

    def layers(self, minus_base: bool) -> list[LayerState]:
        return [layer for layer in self.state.layers if not (minus_base and self._is_base(layer))]

    def base_chains(self) -> set[str]:
        return {layer.chain_id for layer in self.state.layers if self._is_base(layer)}

    def holders(self, path: str) -> list[int]:
        """The layers that store this path."""
        name = path.strip("/")
        return [
            index
            for index, changes in enumerate(self.changes)
            if any(change.path == name and change.change != "deleted" for change in changes)
        ]

    def visible(self, path: str) -> bool:
        tree = LowerLayers()
        for changes in self.changes:
            tree.apply(changes)
        return tree.find(path.strip("/")) is not None

    def _is_base(self, layer: LayerState) -> bool:
        if layer.step is None:
            return layer.chain_id in self.base
        return self.state.steps[layer.step].keyword == "FROM"


class Found(msgspec.Struct, frozen=True):
    """A fact as it was: `name` and `value` for reading, the rest for pointing."""

    kind: str
    name: str
    value: str
    layers: list[int] = []
    steps: list[int] = []
    path: str | None = None


class _Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    pass


class LayerCount(_Fact, frozen=True, tag="layer_count"):
    minus_base: bool = False


class EmptyLayers(_Fact, frozen=True, tag="empty_layers"):
    pass


class StepsRun(_Fact, frozen=True, tag="steps_run"):
    """How many steps were not cached."""


class Step(_Fact, frozen=True, tag="step"):
    """ "cached" or "rebuilt": the first step whose instruction matches."""

    match: str


class PathState(_Fact, frozen=True, tag="path"):
    """ "visible" in the image, "hidden" (a layer still stores it), or "absent" from every layer."""

    path: Path


class Stdout(_Fact, frozen=True, tag="stdout"):
    """What a container wrote, without blanks around it."""

    run: str


Fact = LayerCount | EmptyLayers | StepsRun | Step | PathState | Stdout


def find(fact: Fact, facts: BuildFacts) -> Found | None:
    """None where this build does not have it."""
    if not facts.built:
        return None
    kind = str(fact.__struct_config__.tag)
    match fact:
        case LayerCount(minus_base=minus_base):
            layers = [layer.index for layer in facts.layers(minus_base)]
            name = "Layers above the base" if minus_base else "Layers in the image"
            return Found(kind, name, str(len(layers)), layers)
        case EmptyLayers():
            layers = [layer.index for layer in facts.state.layers if layer.empty]
            return Found(kind, "Layers that changed nothing", str(len(layers)), layers)
        case StepsRun():
            steps = ran(facts)
            return Found(kind, "Steps that ran", str(len(steps)), steps=steps)
        case Step(match=pattern):
            return next((_step(kind, facts.state.steps[i], i) for i in facts.steps(pattern)), None)
        case PathState(path=path):
            return _path(kind, path, facts)
        case Stdout(run=run):
            output = facts.runs.get(run)
            return Found(kind, "What the container wrote", output.stdout.strip()) if output else None
        case _:
            assert_never(fact)


def ran(facts: BuildFacts) -> list[int]:
    return [index for index in facts.steps() if facts.state.steps[index].cached is False]


def _step(kind: str, step: StepState, index: int) -> Found:
    return Found(kind, step.instruction, "cached" if step.cached else "rebuilt", steps=[index])


def _path(kind: str, path: str, facts: BuildFacts) -> Found:
    layers = facts.holders(path)
    value = ("visible" if facts.visible(path) else "hidden") if layers else "absent"
    return Found(kind, f"/{path.strip('/')}", value, layers, path=path.strip("/") if layers else None)
