"""Two images beside each other: what they share, what it costs, and where they part.

A layer is shared by its blob (the digest) or with all that lies below it (the chainID). Only the latter
is also unpacked once: the same blob on another pile is kept once, but unpacked twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from builds.comparison.difference import FirstDifference, first_difference
from builds.comparison.images import RecordedImage
from builds.comparison.savings import Saved, saved
from builds.events import LayerRecorded

Relation = Literal["same_pile", "same_blob", "own"]


class ComparedLayer(msgspec.Struct, frozen=True):
    """`other` is the layer of the other image that it equals: at its own place in the same pile, else the
    lowest of the same blob."""

    index: int
    digest: str
    diff_id: str
    chain_id: str
    size: int
    empty: bool
    relation: Relation
    other: int | None


class ComparedImage(msgspec.Struct, frozen=True):
    """`size` is the sum of its layers' compressed sizes, as its manifest has them."""

    id: str
    manifest_digest: str
    recorded: bool
    """Whether it comes from an imported recording."""
    size: int
    layers: tuple[ComparedLayer, ...]
    saved: Saved


class Amounts(msgspec.Struct, frozen=True):
    """Bytes: of the two images one by one, of both kept together, and of what both have."""

    sum: int
    stored: int
    shared: int


class Comparison(msgspec.Struct, frozen=True):
    """`pile` counts the layers, from the bottom, that are the same with all below them."""

    images: tuple[ComparedImage, ComparedImage]
    pile: int
    first_difference: FirstDifference | None
    blobs: Amounts
    """Compressed, as a registry or a content store keeps them: by digest."""
    snapshots: Amounts
    """Unpacked, as containers need them: by chainID."""


def compare(before: RecordedImage, after: RecordedImage, costs: Mapping[str, float]) -> Comparison:
    """`costs` has the seconds that it took to build a layer, by chainID, as far as they are known."""
    pile = shared_pile(before.layers, after.layers)
    return Comparison(
        images=(_side(before, after, pile, costs), _side(after, before, pile, costs)),
        pile=pile,
        first_difference=first_difference(before, after, pile),
        blobs=_amounts(*(_sizes((x.digest, x.size) for x in side.layers) for side in (before, after))),
        snapshots=_amounts(
            *(_sizes((x.chain_id, x.unpacked_size) for x in side.layers) for side in (before, after))
        ),
    )


def shared_pile(one: Sequence[LayerRecorded], other: Sequence[LayerRecorded]) -> int:
    """A chainID names its layer and all below, so equal ones can only be a common beginning."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (x, y) in enumerate(pairs) if x.chain_id != y.chain_id), min(len(one), len(other)))


def _side(own: RecordedImage, other: RecordedImage, pile: int, costs: Mapping[str, float]) -> ComparedImage:
    places: dict[str, int] = {}
    for layer in other.layers:
        places.setdefault(layer.digest, layer.index)
    return ComparedImage(
        id=own.id,
        manifest_digest=own.image.manifest_digest,
        recorded=own.recorded,
        size=sum(layer.size for layer in own.layers),
        layers=tuple(_layer(layer, pile, places) for layer in own.layers),
        saved=saved(own, costs),
    )


def _layer(layer: LayerRecorded, pile: int, places: Mapping[str, int]) -> ComparedLayer:
    relation: Relation = "same_blob" if layer.digest in places else "own"
    other = places.get(layer.digest)
    if layer.index < pile:
        relation, other = "same_pile", layer.index
    return ComparedLayer(
        layer.index,
        layer.digest,
        layer.diff_id,
        layer.chain_id,
        layer.size,
        layer.empty,
        relation,
        other,
    )


class _Sizes(msgspec.Struct, frozen=True):
    total: int
    once: Mapping[str, int]


def _sizes(named: Iterable[tuple[str, int]]) -> _Sizes:
    pairs = list(named)
    return _Sizes(sum(size for _, size in pairs), dict(pairs))


def _amounts(one: _Sizes, other: _Sizes) -> Amounts:
    both = {**one.once, **other.once}
    shared = sum(both[name] for name in one.once.keys() & other.once.keys())
    return Amounts(one.total + other.total, sum(both.values()), shared)
