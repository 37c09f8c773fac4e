"""What the image has in common with that of the build before."""

from labs.checks.layers import NAMES, Identity
from labs.deciding.fact import Deciding, Found, rough, size_of
from labs.facts import BuildFacts


class Growth(Deciding, frozen=True, tag="growth"):
    """Whether the image, above the base, is "larger" or "smaller" than that of the build before, or, within a
    hundredth, the "same"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        now, then = (size_of(one.layers(minus_base=True)) for one in (facts, facts.before))
        word = "same" if abs(now - then) * 100 < then else "larger" if now > then else "smaller"
        return self._found(f"The image, {rough(now)} now and {rough(then)} before", word)


class NewBytes(Deciding, frozen=True, tag="new_bytes"):
    """About how much of the image, compressed, the image of the build before does not have: "100 B"."""

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        theirs = {layer.digest for layer in facts.before.state.layers}
        layers = [layer for layer in facts.state.layers if layer.digest not in theirs]
        return self._found("What only this image has", rough(size_of(layers)), layers)


class SharedLayers(Deciding, frozen=True, tag="shared_layers"):
    """How many layers the image of the build before has, too."""

    by: Identity = "digest"

    def find(self, facts: BuildFacts) -> Found | None:
        if facts.before is None:
            return None
        theirs = {getattr(layer, self.by) for layer in facts.before.state.layers}
        layers = [layer for layer in facts.state.layers if getattr(layer, self.by) in theirs]
        return self._found(f"Layers that both images have, by {NAMES[self.by]}", str(len(layers)), layers)


class SameImage(Deciding, frozen=True, tag="same_image"):
    """ "same" or "another" image, by its manifest, than that of the build before."""

    def find(self, facts: BuildFacts) -> Found | None:
        images = [one.state.image for one in (facts, facts.before) if one and one.state.image]
        if len(images) < 2:
            return None
        same = images[0].manifest_digest == images[1].manifest_digest
        return self._found("The image, beside that of the build before", "same" if same else "another")
