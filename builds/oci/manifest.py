"""Image indexes, manifests and configs, as in the OCI image specification, and the digests that tie them."""

import hashlib
from collections.abc import Sequence

import msgspec

ATTESTATION = "vnd.docker.reference.type"


class Descriptor(msgspec.Struct, frozen=True, rename="camel"):
    media_type: str
    digest: str
    size: int
    annotations: dict[str, str] = {}


class Index(msgspec.Struct, frozen=True, rename="camel"):
    manifests: tuple[Descriptor, ...]


class Manifest(msgspec.Struct, frozen=True, rename="camel"):
    config: Descriptor
    layers_or_null: tuple[Descriptor, ...] | None = msgspec.field(name="layers")

    @property
    def layers(self) -> tuple[Descriptor, ...]:
        """BuildKit writes null for none, as the image of a bare `FROM scratch` has."""
        return self.layers_or_null or ()


class History(msgspec.Struct, frozen=True):
    created_by: str = ""
    comment: str = ""
    empty_layer: bool = False


class RootFs(msgspec.Struct, frozen=True):
    diff_ids: tuple[str, ...] | None


class Config(msgspec.Struct, frozen=True):
    rootfs: RootFs
    history: tuple[History, ...] | None = ()

    @property
    def diff_ids(self) -> tuple[str, ...]:
        return self.rootfs.diff_ids or ()


class ImageInvalid(Exception):
    """Bytes that are not what their digest or their place says."""


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def chain_ids(diff_ids: Sequence[str]) -> list[str]:
    """ChainID(L0) = diffID(L0); ChainID(L0|…|Ln) = sha256(ChainID(L0|…|Ln-1) + " " + diffID(Ln))."""
    chain: list[str] = []
    for diff_id in diff_ids:
        chain.append(digest_of(f"{chain[-1]} {diff_id}".encode()) if chain else diff_id)
    return chain


def verified(content: bytes, digest: str) -> bytes:
    """Raises ImageInvalid where the content does not hash to the digest."""
    if (found := digest_of(content)) != digest:
        raise ImageInvalid(f"expected {digest}, the content hashes to {found}")
    return content


def image_manifests(index: Index) -> list[Descriptor]:
    """The index's images, without the attestations beside them."""
    return [found for found in index.manifests if ATTESTATION not in found.annotations]
