"""What several images take together: every blob once, against the sum of what each one says of itself.

Counted from manifests. `docker system df` counts blocks of the disk, and compressed blobs as if nobody
shared them.
"""

from collections import Counter
from collections.abc import Sequence

import msgspec

from builds.comparison.images import RecordedImage


class StoredImage(msgspec.Struct, frozen=True):
    """`own` are the bytes that nobody else needs: what goes if the image does."""

    manifest_digest: str
    operations: tuple[str, ...]
    size: int
    own: int


class Storage(msgspec.Struct, frozen=True):
    """`sum` adds up the images' sizes; `stored` counts every blob once. An image that several operations
    recorded counts as one."""

    images: tuple[StoredImage, ...]
    blobs: int
    sum: int
    stored: int


def storage(recorded: Sequence[RecordedImage]) -> Storage:
    """Images in order of their first operation."""
    by_digest: dict[str, list[RecordedImage]] = {}
    for image in recorded:
        by_digest.setdefault(image.image.manifest_digest, []).append(image)
    alike = list(by_digest.values())
    sizes = {layer.digest: layer.size for images in alike for layer in images[0].layers}
    users = Counter(digest for images in alike for digest in {x.digest for x in images[0].layers})
    stored = tuple(_stored(images, users) for images in alike)
    return Storage(stored, len(sizes), sum(x.size for x in stored), sum(sizes.values()))


def _stored(alike: Sequence[RecordedImage], users: Counter[str]) -> StoredImage:
    layers = alike[0].layers
    return StoredImage(
        manifest_digest=alike[0].image.manifest_digest,
        operations=tuple(image.id for image in alike),
        size=sum(layer.size for layer in layers),
        own=sum(size for digest, size in {x.digest: x.size for x in layers}.items() if users[digest] == 1),
    )
