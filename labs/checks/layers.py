"""How many layers an image has, how large they are, and which of them another one has, too."""

from collections.abc import Iterable
from typing import Literal, get_args

from builds.state import LayerState
from labs.checks.check import Builds, Check, Counting, Seen, Text, beside, layers_named, listed, named
from labs.facts import BuildFacts, ImageConfig
from labs.saying import say, say_count

ABOVE = " above the base"
LARGE = 10
"""Of an image's bytes a layer with this part of them is told."""
Key = Literal["Env", "Cmd", "Entrypoint", "Labels", "WorkingDir", "User"]
Identity = Literal["digest", "diff_id", "chain_id"]
NAMES: dict[Identity, str] = {
    "digest": "digest",
    "diff_id": "diffID",
    "chain_id": "chainID, so with all below",
}


class LayerCount(Counting, frozen=True, tag="layer_count"):
    minus_base: bool = True

    def words(self) -> str:
        return self.amount("layers") + ABOVE * self.minus_base

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        layers = facts.layers(self.minus_base)
        makers = [layer.step for layer in layers if layer.step is not None]
        count, rest = len(layers), named(facts, makers)
        if self.minus_base:
            found = say_count("{n} layer above the base", "{n} layers above the base", count)
        else:
            found = say_count("{n} layer", "{n} layers", count)
        return Seen(self.holds(count), found.format(n=count) + (f" ({rest})" if rest else ""))


class EmptyLayers(Counting, frozen=True, tag="empty_layers"):
    def words(self) -> str:
        return self.amount("empty layers")

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        empty = [layer for layer in facts.state.layers if layer.empty]
        makers = [layer.step for layer in empty if layer.step is not None]
        found = listed(len(empty), "empty layer", "empty layers", named(facts, makers))
        return Seen(self.holds(len(empty)), found)


class ImageBytes(Counting, frozen=True, tag="image_bytes"):
    """Compressed, as transferred."""

    minus_base: bool = True

    def words(self) -> str:
        return self.amount("bytes") + ABOVE * self.minus_base

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        layers = facts.layers(self.minus_base)
        size = _size(layers)
        large = [layer.index for layer in layers if layer.size * LARGE >= size]
        rest = f", in {layers_named(facts, large)}" if large else ""
        return Seen(self.holds(size), f"{size:,} bytes{ABOVE * self.minus_base}{rest}")


class LayerBytes(Counting, frozen=True, tag="layer_bytes"):
    """Compressed: of the layers that the steps made whose instruction matches."""

    match: Text

    def words(self) -> str:
        return f"{self.amount('bytes')}: {self.match}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        steps = set(facts.steps(self.match))
        made = [layer for layer in facts.state.layers if layer.step in steps]
        if not made:
            return Seen(False, "no such step made a layer")
        size = _size(made)
        return Seen(self.holds(size), f"{size:,} bytes ({named(facts, sorted(steps))})")


class SharedLayers(Counting, frozen=True, tag="shared_layers"):
    """How many layers of `build` the image of `other` has, too."""

    other: Text
    by: Identity = "digest"
    minus_base: bool = False

    def words(self) -> str:
        return f"{self.amount('layers')} shared with {self.other}, by {NAMES[self.by]}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return beside(self.other, builds, lambda other: self._compare(facts, other))

    def _compare(self, facts: BuildFacts, other: BuildFacts) -> Seen:
        theirs = {getattr(layer, self.by) for layer in other.state.layers}
        own = facts.layers(self.minus_base)
        alone = [layer.index for layer in own if getattr(layer, self.by) not in theirs]
        count = len(own) - len(alone)
        rest = f"; not {layers_named(facts, alone)}" if alone else ""
        return Seen(self.holds(count), f"{count} of {len(own)} layers are shared, by {NAMES[self.by]}{rest}")


class SameImage(Check, frozen=True, tag="same_image"):
    """By the manifest, which names layers and settings: not by an index, which may name the build."""

    other: Text
    want: bool = True

    def words(self) -> str:
        return f"{'The same image as' if self.want else 'Another image than'} {self.other}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return beside(self.other, builds, lambda other: self._compare(facts, other))

    def _compare(self, facts: BuildFacts, other: BuildFacts) -> Seen:
        one, two = facts.state.image, other.state.image
        if one is None or two is None:
            return Seen(False, "an image is not recorded")
        same = one.manifest_digest == two.manifest_digest
        return Seen(same == self.want, "one and the same image" if same else _parting(facts, other))


class SameLastLayer(Check, frozen=True, tag="same_last_layer"):
    """By digest."""

    other: Text
    want: bool = True

    def words(self) -> str:
        return f"The topmost layer is {'' if self.want else 'not '}that of {self.other}"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        return beside(self.other, builds, lambda other: self._compare(facts, other))

    def _compare(self, facts: BuildFacts, other: BuildFacts) -> Seen:
        shown = [_topmost(one) for one in (facts, other) if one.state.layers]
        tops = {one.state.layers[-1].digest for one in (facts, other) if one.state.layers}
        same = len(shown) == 2 and len(tops) == 1
        how = "the same" if same else "two"
        return Seen(same == self.want, f"the topmost layers are {how}: {' and '.join(shown)}")


class Config(Check, frozen=True, tag="config"):
    key: Key
    value: str = ""
    """Empty: anything will do, as long as it is set."""

    def words(self) -> str:
        return f"{self.key} has {self.value}" if self.value else f"{self.key} is set"

    def look(self, facts: BuildFacts, builds: Builds) -> Seen:
        if facts.config is None:
            return Seen(False, say("the image's config could not be read"))
        there = getattr(facts.config, self.key)
        shown = [f"{name}={text}" for name, text in there.items()] if self.key == "Labels" else there
        value = ", ".join([shown] if isinstance(shown, str) else shown)
        found = say("{key} is {value}").format(key=self.key, value=value or say("not set"))
        return Seen(facts.config.has(self.key, self.value) if self.value else bool(there), found[:200])


def _size(layers: Iterable[LayerState]) -> int:
    return sum(layer.size for layer in layers)


def _topmost(facts: BuildFacts) -> str:
    layer = facts.state.layers[-1]
    return f"{layer.digest.removeprefix('sha256:')[:12]} ({layers_named(facts, [layer.index])})"


def _parting(facts: BuildFacts, other: BuildFacts) -> str:
    pairs = zip(facts.state.layers, other.state.layers, strict=False)
    for one, two in pairs:
        if one.digest != two.digest:
            return f"they differ from {layers_named(facts, [one.index])}"
    if len(facts.state.layers) == len(other.state.layers):
        return f"the layers are the same; the settings differ{_settings(facts.config, other.config)}"
    return f"{len(facts.state.layers)} layers, and {len(other.state.layers)}"


def _settings(one: ImageConfig | None, two: ImageConfig | None) -> str:
    keys: tuple[Key, ...] = get_args(Key)
    differing = [key for key in keys if getattr(one, key, None) != getattr(two, key, None)]
    return f": {', '.join(differing)}" if differing else ""
