"""What the image consists of."""

from labs.deciding.fact import Deciding, Found, rough, size_of
from labs.facts import BuildFacts, Path
from labs.saying import say


class LayerCount(Deciding, frozen=True, tag="layer_count"):
    minus_base: bool = False

    def find(self, facts: BuildFacts) -> Found | None:
        layers = facts.layers(self.minus_base)
        name = say("Layers above the base") if self.minus_base else say("Layers in the image")
        return self._found(name, str(len(layers)), layers)


class EmptyLayers(Deciding, frozen=True, tag="empty_layers"):
    def find(self, facts: BuildFacts) -> Found | None:
        layers = [layer for layer in facts.state.layers if layer.empty]
        return self._found(say("Layers that changed nothing"), str(len(layers)), layers)


class DistinctLayers(Deciding, frozen=True, tag="distinct_layers"):
    """How many blobs the layers are: those with one digest are one."""

    def find(self, facts: BuildFacts) -> Found | None:
        return self._found("Different digests", str(len({layer.digest for layer in facts.state.layers})))


class PathState(Deciding, frozen=True, tag="path"):
    """ "visible", "hidden" (stored in a layer, but not seen by a container) or "absent"."""

    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        name = self.path.strip("/")
        layers = facts.holders(name)
        value = ("visible" if facts.visible(name) else "hidden") if layers else "absent"
        return Found("path", f"/{name}", value, layers, path=name if layers else None)


class Holders(Deciding, frozen=True, tag="holders"):
    """How many layers store the path, seen or not."""

    path: Path

    def find(self, facts: BuildFacts) -> Found | None:
        name = self.path.strip("/")
        layers = facts.holders(name)
        return Found("holders", f"Layers with /{name}", str(len(layers)), layers)


class LayerBytes(Deciding, frozen=True, tag="layer_bytes"):
    """About how large the layers are, compressed, that such steps made: "1 MB"; see `rough`."""

    match: str

    def find(self, facts: BuildFacts) -> Found | None:
        steps = facts.steps(self.match)
        layers = [layer for layer in facts.state.layers if layer.step in steps]
        if not layers:
            return None
        return self._found(facts.state.steps[steps[0]].instruction, rough(size_of(layers)), layers, steps)


class ImageBytes(Deciding, frozen=True, tag="image_bytes"):
    """The same of the image, above the base."""

    def find(self, facts: BuildFacts) -> Found | None:
        layers = facts.layers(minus_base=True)
        return self._found("The image, above its base", rough(size_of(layers)), layers)
