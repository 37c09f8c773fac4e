"""Images for comparing: of recorded builds, and made up of named layers."""

import hashlib
from collections.abc import Sequence

from builds.comparison.images import RecordedImage
from builds.events import FileCounts, ImageRecorded, LayerRecorded, StepFinished
from builds.oci.manifest import chain_ids
from tests.recordings import load


def recorded(name: str) -> RecordedImage:
    recording = load(name)
    events = [entry.event for entry in recording.entries()]
    return RecordedImage(
        id=name,
        image=next(event for event in events if isinstance(event, ImageRecorded)),
        layers=[event for event in events if isinstance(event, LayerRecorded)],
        request=recording.request,
        verdicts=[event for event in events if isinstance(event, StepFinished)],
    )


def stacked(*blobs: str) -> RecordedImage:
    """An image of layers whose blobs are named; the same name is the same blob, of a size of its own."""
    digests = [digest(name) for name in blobs]
    layers = [
        LayerRecorded(
            n,
            None,
            name,
            name,
            chain,
            "application/x-tar",
            size(name),
            2 * size(name),
            False,
            FileCounts(1, 0, 0),
        )
        for n, (name, chain) in enumerate(zip(digests, chain_ids(digests), strict=True))
    ]
    manifest = digest("/".join(blobs))
    total = sum(layer.size for layer in layers)
    return RecordedImage("-".join(blobs), ImageRecorded(manifest, manifest, total, len(layers)), layers)


def digest(name: str) -> str:
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def size(digest: str) -> int:
    return int(digest[-4:], 16)


def sizes(images: Sequence[RecordedImage]) -> list[int]:
    return [sum(layer.size for layer in image.layers) for image in images]
