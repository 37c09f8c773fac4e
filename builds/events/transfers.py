"""Images named, sent, fetched, damaged, checked and thrown away."""

from typing import Literal

from builds.events.event import Event


class ImageTagged(Event, frozen=True, tag="image_tagged"):
    """`replaced` is the image that had the name before; both are digests of what the name points to."""

    name: str
    image: str
    replaced: str | None = None


class LayerMoved(Event, frozen=True, tag="layer_moved"):
    """What a push or a pull did with a layer of the image, bottom (index 0) first: `mounted` is taken from
    another repository of the registry, `source`. `size` is the compressed blob's."""

    index: int
    digest: str
    size: int
    outcome: Literal["sent", "received", "mounted", "exists"]
    source: str | None = None


class Pushed(Event, frozen=True, tag="pushed"):
    """`digest` is what the registry has under the name now; `bytes` the layers' that were sent."""

    name: str
    digest: str
    bytes: int


class Pulled(Event, frozen=True, tag="pulled"):
    """As `pushed`; `bytes` are the layers' that were received."""

    name: str
    digest: str
    bytes: int


class Saved(Event, frozen=True, tag="saved"):
    """An archive of the image was made, `bytes` long."""

    bytes: int


class BitFlipped(Event, frozen=True, tag="bit_flipped"):
    """In the archive, the byte at `offset` of a layer's blob became another one."""

    index: int
    digest: str
    offset: int
    before: int
    after: int


class LayerChecked(Event, frozen=True, tag="layer_checked"):
    """`actual` is what the archive's bytes hash to, `digest` what they should, as the manifest says."""

    index: int
    digest: str
    actual: str


class Loaded(Event, frozen=True, tag="loaded"):
    """What the daemon said of the archive; and where no container can be made of what it took, why not."""

    message: str
    error: str | None = None


class Pruned(Event, frozen=True, tag="pruned"):
    """`bytes` and `count` as the daemon tells: of its cache's records, of what images consisted of,
    or of the registry's writable layer."""

    what: Literal["cache", "images", "volumes", "registry"]
    bytes: int
    count: int
