"""The facts of a finished image, read from the engine's content store and verified: events and listings."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from typing import BinaryIO, Protocol

import msgspec

from builds.dockerfile import Plan
from builds.events import ImageRecorded, LayerRecorded
from builds.layers import PlacedLayer, place_layers
from builds.oci.compression import LayerInvalid
from builds.oci.listing import LayerFacts, ListedLayer, unpack
from builds.oci.lower import LowerLayers
from builds.oci.manifest import (
    Config,
    Descriptor,
    ImageInvalid,
    Index,
    Manifest,
    chain_ids,
    image_manifests,
    verified,
)
from builds.oci.reader import read_layer
from builds.provenance import BuildMetadata, Provenance, RecordMismatch

OpenBlob = Callable[[str], BinaryIO]
"""Opens a blob of the engine's content store by digest. Blocking; used from one thread at a time."""

DOCUMENT_BYTES = 8 * 1024 * 1024
"""The longest index, manifest or config read."""

RECORD_ERRORS = (ImageInvalid, LayerInvalid, RecordMismatch, msgspec.DecodeError, UnicodeDecodeError)
"""What `record_image` raises where the image is not what it says."""


class Listings(Protocol):
    """What is already known of layers, by chainID, and where to keep what this build adds."""

    async def known(self, chain_ids: Collection[str]) -> Mapping[str, LayerFacts]:
        """Of these, the ones known. Called once per build: it decides how fast a cached build ends."""
        ...

    async def load(self, chain_id: str) -> bytes:
        """The packed listing of a known layer, asked for only where a new layer lies above it."""
        ...

    async def store(self, chain_id: str, layer: ListedLayer) -> None: ...


class Image(msgspec.Struct, frozen=True):
    manifest_digest: str
    manifest: Manifest
    config: Config


async def record_image(
    metadata: bytes, plan: Plan | None, target: str | None, open_blob: OpenBlob, listings: Listings
) -> AsyncGenerator[LayerRecorded | ImageRecorded]:
    """The layers, bottom first, then the image. Raises RECORD_ERRORS, and what `open_blob` raises."""
    build = msgspec.json.decode(metadata, type=BuildMetadata)
    image = await asyncio.to_thread(read_image, build.descriptor, open_blob)
    provenance = build.provenance or Provenance()  # an image without layers has none
    layers = place_layers(image.manifest, image.config, provenance, plan, target)
    async with aclosing(_record_layers(layers, open_blob, listings)) as events:
        async for recorded in events:
            yield recorded
    yield _image_recorded(image)


async def record_stored(
    descriptor: Descriptor, open_blob: OpenBlob, listings: Listings
) -> AsyncGenerator[LayerRecorded | ImageRecorded]:
    """As `record_image`, of an image that no Dockerfile made: no layer has a step."""
    image = await asyncio.to_thread(read_image, descriptor, open_blob)
    diff_ids, stored = image.config.diff_ids, image.manifest.layers
    if len(diff_ids) != len(stored):
        raise ImageInvalid(f"the manifest has {len(stored)} layers, the config {len(diff_ids)}")
    rows = zip(stored, diff_ids, chain_ids(diff_ids), strict=True)
    layers = [PlacedLayer(index, None, *row) for index, row in enumerate(rows)]
    async with aclosing(_record_layers(layers, open_blob, listings)) as events:
        async for recorded in events:
            yield recorded
    yield _image_recorded(image)


def _image_recorded(image: Image) -> ImageRecorded:
    return ImageRecorded(
        manifest_digest=image.manifest_digest,
        config_digest=image.manifest.config.digest,
        size=sum(layer.size for layer in image.manifest.layers),
        layer_count=len(image.manifest.layers),
    )


def read_image(descriptor: Descriptor, open_blob: OpenBlob) -> Image:
    """From the index or manifest that was exported. Raises ImageInvalid."""
    if "index" in descriptor.media_type or "manifest.list" in descriptor.media_type:
        index = msgspec.json.decode(_document(descriptor.digest, open_blob), type=Index)
        manifests = image_manifests(index)
        if len(manifests) != 1:
            raise ImageInvalid(f"expected one image in {descriptor.digest}, found {len(manifests)}")
        descriptor = manifests[0]
    manifest = msgspec.json.decode(_document(descriptor.digest, open_blob), type=Manifest)
    config = msgspec.json.decode(_document(manifest.config.digest, open_blob), type=Config)
    return Image(descriptor.digest, manifest, config)


def _document(digest: str, open_blob: OpenBlob) -> bytes:
    with open_blob(digest) as blob:
        return verified(blob.read(DOCUMENT_BYTES), digest)


async def _record_layers(
    layers: list[PlacedLayer], open_blob: OpenBlob, listings: Listings
) -> AsyncGenerator[LayerRecorded]:
    """Reads only blobs that nobody has read before, and listings only where one of those lies above them."""
    known = await listings.known({layer.chain_id for layer in layers})
    lower, below = LowerLayers(), 0
    for layer in layers:
        if layer.chain_id in known:
            yield _recorded(layer, known[layer.chain_id])
            continue
        for under in layers[below : layer.index]:
            lower.apply(unpack(await listings.load(under.chain_id)))
        listed = await asyncio.to_thread(_read, layer, open_blob, lower)
        below = layer.index + 1
        await listings.store(layer.chain_id, listed)
        yield _recorded(layer, listed.facts)


def _read(layer: PlacedLayer, open_blob: OpenBlob, lower: LowerLayers) -> ListedLayer:
    with open_blob(layer.descriptor.digest) as blob:
        return read_layer(blob, layer.descriptor.digest, layer.diff_id, lower)[0]


def _recorded(layer: PlacedLayer, facts: LayerFacts) -> LayerRecorded:
    return LayerRecorded(
        index=layer.index,
        step=layer.step,
        diff_id=layer.diff_id,
        digest=layer.descriptor.digest,
        chain_id=layer.chain_id,
        media_type=layer.descriptor.media_type,
        size=layer.descriptor.size,
        unpacked_size=facts.unpacked_size,
        empty=facts.empty,
        files=facts.files,
    )
