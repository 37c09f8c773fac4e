"""The image that came out, its layers, and what lies between the stages."""

import msgspec

from builds.events.event import Event


class FileCounts(msgspec.Struct, frozen=True):
    """A layer's paths, by what it does to the layers below.

    Logs of earlier versions lack the last three; there, what is only listed again counts as changed.
    """

    added: int
    changed: int
    deleted: int
    metadata: int = 0
    """Of those changed, the ones whose content is as before."""
    touched: int = 0
    """Listed again without a change, as the directories around what changed are."""
    opaque: int = 0
    """Directories that hide all that lies below in them."""


class LayerRecorded(Event, frozen=True, tag="layer_recorded"):
    """A layer of the finished image, from its manifest and config, bottom (index 0) first.

    `size` is the compressed blob's, `unpacked_size` the tar's. `step` is the instruction that made it
    (FROM for the layers of the base image).
    """

    index: int
    step: int | None
    diff_id: str
    digest: str
    chain_id: str
    media_type: str
    size: int
    unpacked_size: int
    empty: bool
    files: FileCounts


class ImageRecorded(Event, frozen=True, tag="image_recorded"):
    """`size` is the sum of the layers' compressed sizes.

    `manifest_digest` is empty of an imported image whose archive has no manifest.
    """

    manifest_digest: str
    config_digest: str
    size: int
    layer_count: int


class ArtefactCopied(Event, frozen=True, tag="artefact_copied"):
    """What a `COPY --from` took from another stage, or from the image `source` where `stage` is None.

    It follows the image or stage whose `layer` it made. `paths` are the first of `count` that arrived there,
    directories aside; `bytes` is the sum of the files' sizes.
    """

    step: int
    source: str
    stage: int | None
    layer: int
    paths: tuple[str, ...]
    count: int
    bytes: int


class StageRecorded(Event, frozen=True, tag="stage_recorded"):
    """A stage that stays behind, built once more from the cache and exported: its layers, bottom first.
    `size` is the sum of their compressed sizes."""

    stage: int
    manifest_digest: str
    size: int
    layers: tuple[LayerRecorded, ...]
