"""Needs neither a database nor an engine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser

from builds.events import FileCounts
from builds.oci.archive import Archive
from builds.oci.compression import LayerInvalid
from builds.oci.inspection import Budget, ReadImage, ReadLayer, read_images
from builds.oci.listing import Change
from builds.oci.manifest import ImageInvalid
from builds.oci.waste import measure

UNPACKED = 2**40
ENTRIES = 2_000_000
"""Over all images; one layer has limits of its own."""
UNITS = ("B", "kB", "MB", "GB")
SIGNS = {"added": "+", "changed": "~", "deleted": "-", "touched": "="}


class FilePath(msgspec.Struct, omit_defaults=True):
    path: str
    change: str
    type: str
    size: int
    what: tuple[str, ...] = ()


class Layer(msgspec.Struct, omit_defaults=True):
    """As in the API's `layers[]`."""

    index: int
    diff_id: str
    digest: str
    chain_id: str
    media_type: str
    size: int
    unpacked_size: int
    empty: bool
    files: FileCounts
    created_by: str
    paths: list[FilePath] | None = None


class Image(msgspec.Struct):
    """`size`, `wasted_bytes` and `efficiency` are dive's; `stored_size` is the sum of the layers' blobs."""

    names: tuple[str, ...]
    manifest_digest: str | None
    config_digest: str
    layer_count: int
    stored_size: int
    size: int
    wasted_bytes: int
    efficiency: float
    layers: list[Layer]


class Command(BaseCommand):
    help = "Tell the layers of the images in an archive: of docker save, old or new, or of an OCI layout."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object for each image, one a line")
        parser.add_argument("--files", action="store_true", help="with every path that a layer changes")

    def handle(self, *args: Any, file: Path, json: bool, files: bool, **options: Any) -> None:
        try:
            with file.open("rb") as opened:
                for read in read_images(Archive(opened), Budget(UNPACKED, ENTRIES)):
                    image = _image(read, files)
                    if json:
                        self.stdout.write(msgspec.json.encode(image).decode())
                    else:
                        self.stdout.write("\n".join(_lines(image)) + "\n")
        except (OSError, ImageInvalid, LayerInvalid) as error:
            raise CommandError(f"{file}: {error}") from None


def _image(read: ReadImage, files: bool) -> Image:
    waste, stored = measure(read.changes), read.stored
    layers = [_layer(index, layer, files) for index, layer in enumerate(read.layers)]
    return Image(
        names=stored.names,
        manifest_digest=stored.manifest_digest or None,
        config_digest=stored.config_digest,
        layer_count=len(layers),
        stored_size=sum(layer.size for layer in layers),
        size=waste.size,
        wasted_bytes=waste.wasted_bytes,
        efficiency=waste.efficiency,
        layers=layers,
    )


def _layer(index: int, read: ReadLayer, files: bool) -> Layer:
    stored, listed = read.stored, read.listed
    return Layer(
        index=index,
        diff_id=stored.diff_id,
        digest=listed.digest,
        chain_id=stored.chain_id,
        media_type=stored.media_type,
        size=stored.size,
        unpacked_size=listed.facts.unpacked_size,
        empty=listed.facts.empty,
        files=listed.facts.files,
        created_by=stored.created_by,
        paths=[_path(change) for change in read.changes] if files else None,
    )


def _path(change: Change) -> FilePath:
    return FilePath(change.path, change.change, change.type, change.size, change.what)


def _lines(image: Image) -> Iterator[str]:
    """For people."""
    yield ", ".join(map(_plain, image.names)) or "An image without a name"
    yield f"  image ID  {image.config_digest}"
    if image.manifest_digest:
        yield f"  manifest  {image.manifest_digest}"
    layers = "1 layer" if image.layer_count == 1 else f"{image.layer_count} layers"
    yield f"  {layers}, {_bytes(image.stored_size)} stored, {_bytes(image.size)} of files"
    yield f"  {_bytes(image.wasted_bytes)} wasted, efficiency {image.efficiency:.1%}"
    for layer in image.layers:
        yield ""
        yield f"  layer {layer.index}  {_plain(layer.created_by)[:100] or 'made by nothing that is told'}"
        yield f"    digest  {layer.digest}"
        yield f"    diffID  {layer.diff_id}"
        yield f"    {_bytes(layer.size)} stored, {_bytes(layer.unpacked_size)} unpacked; {_counts(layer)}"
        for path in layer.paths or ():
            what = f" ({', '.join(path.what)})" if path.what and path.change == "changed" else ""
            yield f"    {SIGNS[path.change]} {_plain(path.path)}{'/' * (path.type == 'directory')}{what}"


def _counts(layer: Layer) -> str:
    if layer.empty:
        return "changes nothing"
    files = layer.files
    told = [f"{files.added} added", f"{files.changed} changed", f"{files.deleted} deleted"]
    if files.touched:
        told.append(f"{files.touched} listed again unchanged")
    return ", ".join(told)


def _bytes(amount: float) -> str:
    for unit in UNITS:
        if amount < 1000 or unit == UNITS[-1]:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError


def _plain(text: str) -> str:
    """Nothing that would steer a terminal."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text.replace("\t", " "))
