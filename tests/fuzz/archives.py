"""Archives of images, spoilt at each level, with the digests above it right: so that it is really read."""

import io
import json
import tarfile
from typing import Any

from backports import zstd
from hypothesis import strategies as st

from tests.archives import LAYER, MANIFEST, Layout, Pack, config_of, gz, saved, tar_of
from tests.fuzz.mutations import spoilt_bytes, spoilt_json, spoilt_tar

CONFIG = "application/vnd.oci.image.config.v1+json"


def gnu_tar() -> bytes:
    """Long names, numbers in base 256, links and devices, as GNU writes them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name in ("a" * 150, "b"):
            entry = tarfile.TarInfo(name)
            entry.size, entry.uid = 10, 2**24
            tar.addfile(entry, io.BytesIO(b"0123456789"))
        for name, kind, target in (("d", tarfile.CHRTYPE, ""), ("h", tarfile.LNKTYPE, "b")):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.devmajor = kind, target, 1
            tar.addfile(entry)
    return out.getvalue()


BASE = tar_of({"bin/sh": b"x" * 2000, "etc/a": b"one", "l": "etc/a", "d/e/f": b"y" * 600, "é" * 80: b"z"})
TOP = tar_of({"etc/a": b"two!", "bin/.wh.sh": b"", "d/.wh..wh..opq": b"", "n" * 200 + "/x": b"1"})
TARS = (BASE, TOP, gnu_tar())
PACKS: list[Pack] = [gz, bytes, zstd.compress]

tars = st.sampled_from(TARS) | st.sampled_from(TARS).flatmap(spoilt_tar)


def _sometimes_spoilt(draw: st.DrawFn, document: Any) -> bytes:
    """As JSON."""
    chosen = draw(spoilt_json(document)) if draw(st.integers(0, 2)) == 0 else document
    return json.dumps(chosen).encode()


@st.composite
def layouts(draw: st.DrawFn) -> bytes:
    """OCI image layouts."""
    layers, pack, layout = draw(st.lists(tars, max_size=3)), draw(st.sampled_from(PACKS)), Layout()
    described = [layout.entry(pack(tar), LAYER) for tar in layers]
    config = _sometimes_spoilt(draw, json.loads(config_of(layers)))
    manifest = {"mediaType": MANIFEST, "config": layout.entry(config, CONFIG), "layers": described}
    entry = layout.entry(
        _sometimes_spoilt(draw, manifest), MANIFEST, {"org.opencontainers.image.ref.name": "a"}
    )
    index = _sometimes_spoilt(draw, {"manifests": [entry] * draw(st.integers(1, 2))})
    return tar_of({**layout.files, "index.json": index})


@st.composite
def saves(draw: st.DrawFn) -> bytes:
    """As docker wrote them before version 25."""
    images = draw(st.lists(st.lists(tars, max_size=3), min_size=1, max_size=2))
    return saved(*images, tags=["a:1"])


whole = layouts() | saves()
archives = whole | whole.flatmap(spoilt_bytes) | whole.flatmap(spoilt_tar)
