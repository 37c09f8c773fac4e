"""Facts about a finished build, and about what was done with its image."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from builds.oci.listing import Change
from builds.oci.lower import LowerLayers
from builds.request import BuildRequest
from builds.state import BuildState, LayerState

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


class OperationFacts(msgspec.Struct, frozen=True):
    """`moved` has each layer's outcome and compressed bytes; `unusable` is what the engine said of an image
    that it took and cannot use."""

    completed: bool
    moved: tuple[tuple[str, int], ...] = ()
    unusable: str | None = None


class BuildFacts(msgspec.Struct):
    """`changes` are the layers' listings, bottom first; `texts` maps a text that was looked for to the layers
    (or CONFIG) whose bytes hold it; `runs` are the containers run of the image, `operations` what else was
    done with it. `before` is the learner's build in the same exercise that ended before this one."""

    request: BuildRequest
    state: BuildState
    changes: Sequence[Sequence[Change]] = ()
    config: ImageConfig | None = None
    texts: Mapping[str, Sequence[int]] = {}
    runs: Mapping[str, RunFacts] = {}
    operations: Mapping[str, OperationFacts] = {}
    before: "BuildFacts | None" = None
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

    def skipped(self, pattern: str) -> list[int]:
        """Steps whose instruction matches, of stages that nothing needs."""
        return [
            index
            for index, step in enumerate(self.state.steps)
            if step.status == "skipped" and re.search(pattern, step.instruction)
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


def ran(facts: BuildFacts) -> list[int]:
    return [index for index in facts.steps() if facts.state.steps[index].cached is False]
