"""What the cache saved: the seconds that the cached steps took when they were built."""

from collections.abc import Iterable, Mapping

import msgspec

from builds.comparison.images import RecordedImage


class Saved(msgspec.Struct, frozen=True):
    """`seconds` are those of `steps` cached steps; of `unknown` further ones nobody recorded the building.

    Only steps that made a layer of the image are counted; those of stages that stay behind are not.
    """

    seconds: float
    steps: int
    unknown: int


def costs_of(images: Iterable[RecordedImage]) -> dict[str, float]:
    """Seconds by chainID, of layers that were built rather than taken from the cache; of one that was built
    several times, those of the last of `images`."""
    costs: dict[str, float] = {}
    for image in images:
        verdicts = image.verdict_of()
        for layer in image.layers:
            verdict = verdicts.get(layer.step) if layer.step is not None else None
            if verdict and verdict.cached is False:
                costs[layer.chain_id] = verdict.seconds
    return costs


def saved(image: RecordedImage, costs: Mapping[str, float]) -> Saved:
    verdicts = image.verdict_of()
    cached_steps = {step for step, verdict in verdicts.items() if verdict.cached}
    cached = [layer for layer in image.layers if layer.step in cached_steps]
    known = [costs[layer.chain_id] for layer in cached if layer.chain_id in costs]
    return Saved(round(sum(known), 3), len(known), len(cached) - len(known))
