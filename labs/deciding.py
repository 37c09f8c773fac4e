"""The kinds of facts that may decide a question. Each finds its value, as an option's `value` has it."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from builds.state import LayerState
from labs.checks.layers import NAMES, Identity
from labs.facts import BuildFacts, Path, ran

UNITS = ("B", "kB", "MB", "GB")


class Found(msgspec.Struct, frozen=True):
    """A fact as it was: `name` and `value` for reading, the rest for pointing."""

    kind: str
    name: str
    value: str
    layers: list[int] = []
    steps: list[int] = []
    path: str | None = None


class _Fact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", kw_only=True):
    def find(self, facts: BuildFacts) -> Found | None:
        """None where this build does not have it. `facts` have an image, but for `outcome`."""
        raise NotImplementedError

    def _found(
        self, name: str, value: str, layers: Sequence[LayerState] = (), steps: Sequence[int] = ()
    ) -> Found:
        kind = str(self.__struct_config__.tag)
        return Found(kind, name, value, [layer.index for layer in layers], list(steps))


class Outcome(_Fact, frozen=True, tag="outcome"):
    """ "built" or "failed"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.built or facts.state.status == "failed":
            return self._found("The build", "built" if facts.built else "failed")
        return None


class LayerCount(_Fact, frozen=True, tag="layer_count"):
    minus_base: bool = False

    def find(self, facts: BuildFacts) -> Found | None:
        layers = facts.layers(self.minus_base)
        name = "Layers above the base" if self.minus_base else "Layers in the image"
        return self._found(name, str(len(layers)), layers)


class EmptyLayers(_Fact, frozen=True, tag="empty_layers"):
    def find(self, facts: BuildFacts) -> Found | None:
        layers = [layer for layer in facts.state.layers if layer.empty]
        return self._found("Layers that changed nothing", str(len(layers)), layers)


class DistinctLayers(_Fact, frozen=True, tag="distinct_layers"):
    """How many blobs the layers are: those with one digest are one."""

    def find(self, facts: BuildFacts) -> Found | None:
        return self._found("Different digests", str(len({layer.digest for layer in facts.state.layers})))


class StepsRun(_Fact, frozen=True, tag="steps_run"):
    """How many steps were not cached."""

    def find(self, facts: BuildFacts) -> Found | None:
        steps = ran(facts)
        return self._found("Steps that ran", str(len(steps)), steps=steps)


class Step(_Fact, frozen=True, tag="step"):
    """ "cached" or "rebuilt": the first step whose instruction matches."""

    match: str

    def find(self, facts: BuildFacts) -> Found | None:
        for index in facts.steps(self.match):
            step = facts.state.steps[index]
            return self._found(step.instruction, "cached" if step.cached else "rebuilt", steps=[index])
        return None


class Stage(_Fact, frozen=True, tag="stage"):
    """ "built" or "skipped"."""

    stage: str

    def find(self, facts: BuildFacts) -> Found | None:
        steps = [index for index, step in enumerate(facts.state.steps) if step.stage == self.stage]
        if not steps:
            return None
        skipped = all(facts.state.steps[index].status in ("skipped", "settings") for index in steps)
        return self._found(f"Stage {self.stage}", "skipped" if skipped else "built", steps=steps)


class PathState(_Fact, frozen=True, tag="path"):
    """ "visible", "hidden" (stored in a layer, but not seen by a container) or "absent"."""

    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        name = self.path.strip("/")
        layers = facts.holders(name)
        value = ("visible" if facts.visible(name) else "hidden") if layers else "absent"
        return Found("path", f"/{name}", value, layers, path=name if layers else None)


class Holders(_Fact, frozen=True, tag="holders"):
    """How many layers store the path, seen or not."""

    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        name = self.path.strip("/")
        layers = facts.holders(name)
        return Found("holders", f"Layers with /{name}", str(len(layers)), layers)


class LayerBytes(_Fact, frozen=True, tag="layer_bytes"):
    """About how large the layers are, compressed, that such steps made: "1 MB"; see `rough`."""

    match: str

    def find(self, facts: BuildFacts) -> Found | None:
        steps = facts.steps(self.match)
        layers = [layer for layer in facts.state.layers if layer.step in steps]
        if not layers:
            return None
        return self._found(facts.state.steps[steps[0]].instruction, rough(_size(layers)), layers, steps)


class ImageBytes(_Fact, frozen=True, tag="image_bytes"):
    """The same of the image, above the base."""

    def find(self, facts: BuildFacts) -> Found | None:
        layers = facts.layers(minus_base=True)
        return self._found("The image, above its base", rough(_size(layers)), layers)


class Growth(_Fact, frozen=True, tag="growth"):
    """Whether the image, above the base, is "larger" or "smaller" than that of the build before, or, within a
    hundredth, the "same"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        now, then = (_size(one.layers(minus_base=True)) for one in (facts, facts.before))
        word = "same" if abs(now - then) * 100 < then else "larger" if now > then else "smaller"
        return self._found(f"The image, {rough(now)} now and {rough(then)} before", word)


class NewBytes(_Fact, frozen=True, tag="new_bytes"):
    """About how much of the image, compressed, the image of the build before does not have: "100 B"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        theirs = {layer.digest for layer in facts.before.state.layers}
        layers = [layer for layer in facts.state.layers if layer.digest not in theirs]
        return self._found("What only this image has", rough(_size(layers)), layers)


class SharedLayers(_Fact, frozen=True, tag="shared_layers"):
    """How many layers the image of the build before has, too."""

    by: Identity = "digest"

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        theirs = {getattr(layer, self.by) for layer in facts.before.state.layers}
        layers = [layer for layer in facts.state.layers if getattr(layer, self.by) in theirs]
        return self._found(f"Layers that both images have, by {NAMES[self.by]}", str(len(layers)), layers)


class SameImage(_Fact, frozen=True, tag="same_image"):
    """ "same" or "another" image, by its manifest, than that of the build before."""

    def find(self, facts: BuildFacts) -> Found | None:
        images = [one.state.image for one in (facts, facts.before) if one and one.state.image]
        if len(images) < 2:
            return None
        same = images[0].manifest_digest == images[1].manifest_digest
        return self._found("The image, beside that of the build before", "same" if same else "another")


class Stdout(_Fact, frozen=True, tag="stdout"):
    """What a container wrote, without blanks around it."""

    run: str

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        return self._found("What the container wrote", output.stdout.strip()) if output else None


class WrittenPath(_Fact, frozen=True, tag="written_path"):
    """ "added", "changed", "deleted" or "untouched" in the writable layer of a container looked at."""

    run: str
    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return None
        name = f"/{self.path.strip('/')}"
        changes = [line.partition(" ")[0] for line in output.written.lines if line.partition(" ")[2] == name]
        return self._found(f"{name} in the writable layer", changes[0] if changes else "untouched")


class WrittenBytes(_Fact, frozen=True, tag="written_bytes"):
    """About how much that writable layer holds: "1 MB"."""

    run: str

    def find(self, facts: BuildFacts) -> Found | None:
        output = facts.runs.get(self.run)
        if output is None or output.written is None:
            return None
        return self._found("The writable layer", rough(output.written.size))


class Moved(_Fact, frozen=True, tag="moved"):
    """With how many layers a push or a pull did this."""

    operation: str
    outcome: Literal["sent", "received", "mounted", "exists"]

    def find(self, facts: BuildFacts) -> Found | None:
        done = facts.operations.get(self.operation)
        if done is None:
            return None
        count = sum(outcome == self.outcome for outcome, _ in done.moved)
        return self._found(f"Layers {WORDS[self.outcome]}", f"{count}")


class Ended(_Fact, frozen=True, tag="ended"):
    """ "completed" or "failed"; or "unusable", of an image that an engine took and cannot use."""

    operation: str

    def find(self, facts: BuildFacts) -> Found | None:
        done = facts.operations.get(self.operation)
        if done is None:
            return None
        word = "unusable" if done.unusable else "completed" if done.completed else "failed"
        return self._found("It ended", word)


WORDS = {
    "sent": "sent",
    "received": "received",
    "mounted": "taken from another repository",
    "exists": "that were there already",
}
Fact = (
    Outcome
    | LayerCount
    | EmptyLayers
    | DistinctLayers
    | StepsRun
    | Step
    | Stage
    | PathState
    | Holders
    | LayerBytes
    | ImageBytes
    | Growth
    | NewBytes
    | SharedLayers
    | SameImage
    | Stdout
    | WrittenPath
    | WrittenBytes
    | Moved
    | Ended
)


def find(fact: Fact, facts: BuildFacts) -> Found | None:
    """None where this build does not have it."""
    return fact.find(facts) if facts.built or isinstance(fact, Outcome) else None


def rough(size: int) -> str:
    """One digit and a unit, decimal: 1,001,303 is "1 MB", 126 "100 B", 29 "30 B"."""
    if size <= 0:
        return "0 B"
    power = len(str(size)) - 1
    digit = (size * 2 // 10**power + 1) // 2
    number, unit = digit * 10 ** (power % 3), power // 3
    if number >= 1000:
        number, unit = number // 1000, unit + 1
    return f"{number} {UNITS[unit]}"


def _size(layers: Sequence[LayerState]) -> int:
    return sum(layer.size for layer in layers)
