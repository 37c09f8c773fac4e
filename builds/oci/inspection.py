"""An archive's images, layer by layer, verified: what is in each, and what they make together."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from builds.oci.archive import Archive, StoredImage, StoredLayer
from builds.oci.compression import LayerInvalid, LayerTooLarge
from builds.oci.listing import Change, ListedLayer
from builds.oci.lower import LowerLayers
from builds.oci.manifest import ImageInvalid
from builds.oci.reader import Limits, read_layer

MAX_LAYERS = 500
"""Of one image. An overlay file system takes 128."""


class ReadLayer(msgspec.Struct, frozen=True):
    stored: StoredLayer
    listed: ListedLayer
    changes: tuple[Change, ...]


class ReadImage(msgspec.Struct, frozen=True):
    stored: StoredImage
    layers: tuple[ReadLayer, ...]

    @property
    def changes(self) -> Sequence[Sequence[Change]]:
        return [layer.changes for layer in self.layers]


class Budget:
    """What may still be read of an archive: unpacked bytes, and entries, over all its images."""

    def __init__(self, unpacked: int, entries: int) -> None:
        self.left = Limits(unpacked, entries)

    def spend(self, unpacked: int, entries: int) -> None:
        self.left = Limits(self.left.unpacked - unpacked, self.left.entries - entries)


def read_images(archive: Archive, budget: Budget) -> Iterator[ReadImage]:
    """One after the other; layers that an image shares with the one before it are read once.

    Raises ImageInvalid, and LayerInvalid where a layer is not what it should be, or the budget is spent.
    """
    known: dict[str, ReadLayer] = {}
    for image in archive.images():
        layers = tuple(_read_layers(archive, image, budget, known))
        known = {layer.stored.chain_id: layer for layer in layers}
        yield ReadImage(image, layers)


def _read_layers(
    archive: Archive, image: StoredImage, budget: Budget, known: Mapping[str, ReadLayer]
) -> Iterator[ReadLayer]:
    if len(image.layers) > MAX_LAYERS:
        raise ImageInvalid(f"expected at most {MAX_LAYERS} layers in an image, got {len(image.layers)}")
    lower = LowerLayers()
    for index, stored in enumerate(image.layers):
        before = known.get(stored.chain_id)
        if before and before.stored.digest == stored.digest and stored.member == before.stored.member:
            lower.put(before.changes)
            yield ReadLayer(stored, before.listed, before.changes)
            continue
        try:
            with archive.open(stored.member) as blob:
                listed, changes = read_layer(blob, stored.digest, stored.diff_id, lower, budget.left)
        except LayerTooLarge as error:
            raise LayerTooLarge(f"layer {index}: {error}", entries=error.entries) from error
        except LayerInvalid as error:
            raise LayerInvalid(f"layer {index}: {error}") from error
        budget.spend(listed.facts.unpacked_size, len(changes))
        yield ReadLayer(stored, listed, changes)
