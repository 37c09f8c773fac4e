"""Archives of images, made by hand as the tools write them."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from builds.oci.manifest import digest_of

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar"
Pack = Callable[[bytes], bytes]
Names = Mapping[str, str]
NONE: Names = {}


def gz(content: bytes) -> bytes:
    """The same bytes each time."""
    return gzip.compress(content, mtime=0)


def tar_of(files: Mapping[str, bytes | str]) -> bytes:
    """A text is the target of a symlink."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in files.items():
            header = tarfile.TarInfo(path)
            if isinstance(content, str):
                header.type, header.linkname, content = tarfile.SYMTYPE, content, b""
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
    return out.getvalue()


def config_of(tars: Sequence[bytes], **more: object) -> bytes:
    history = [{"created_by": f"step {index}"} for index in range(len(tars))]
    rootfs = {"type": "layers", "diff_ids": [digest_of(tar) for tar in tars]}
    return json.dumps({"rootfs": rootfs, "history": [*history, {"empty_layer": True}], **more}).encode()


class Layout:
    """An OCI image layout that is being filled."""

    def __init__(self) -> None:
        self.files: dict[str, bytes | str] = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def blob(self, content: bytes) -> str:
        digest = digest_of(content)
        self.files[f"blobs/sha256/{digest.partition(':')[2]}"] = content
        return digest

    def entry(self, content: bytes, media_type: str, annotations: Names = NONE) -> dict[str, Any]:
        return {
            "mediaType": media_type,
            "digest": self.blob(content),
            "size": len(content),
            "annotations": {**annotations},
        }

    def image(self, tars: Sequence[bytes], pack: Pack = gz, annotations: Names = NONE) -> dict[str, Any]:
        layers = [self.entry(pack(tar), LAYER) for tar in tars]
        config = self.entry(config_of(tars), "application/vnd.oci.image.config.v1+json")
        manifest = json.dumps({"mediaType": MANIFEST, "config": config, "layers": layers}).encode()
        return self.entry(manifest, MANIFEST, annotations)

    def index(self, *entries: dict[str, Any], annotations: Names = NONE) -> dict[str, Any]:
        return self.entry(json.dumps({"manifests": entries}).encode(), INDEX, annotations)

    def archive(self, *entries: dict[str, Any]) -> bytes:
        return tar_of({**self.files, "index.json": json.dumps({"manifests": entries}).encode()})


def oci(*tars: bytes, pack: Pack = gz, name: str = "") -> bytes:
    """An archive of one image."""
    layout = Layout()
    named = {"org.opencontainers.image.ref.name": name} if name else NONE
    return layout.archive(layout.image(tars, pack, named))


def saved(*images: Sequence[bytes], tags: Sequence[str] = ()) -> bytes:
    """As `docker save` wrote it before version 25; a layer that comes twice is a link the second time."""
    files: dict[str, bytes | str] = {}
    listed = []
    first: dict[bytes, str] = {}
    for number, tars in enumerate(images):
        config = config_of(tars)
        name = f"{digest_of(config).partition(':')[2]}.json"
        files[name] = config
        paths = [f"{number}{index}/layer.tar" for index in range(len(tars))]
        for path, tar in zip(paths, tars, strict=True):
            files[path] = f"../{first[tar]}" if tar in first else tar
            first.setdefault(tar, path)
        listed.append({"Config": name, "RepoTags": list(tags) or None, "Layers": paths})
    return tar_of({**files, "manifest.json": json.dumps(listed).encode()})
