"""An image saved to an archive, one bit of it changed where asked, and loaded: who notices?

`docker load` says that it loaded an archive with a damaged layer; only when it unpacks the layer does it miss
it. An engine that holds the good blob keeps that, and notices nothing. So every layer is hashed here, too.
"""

import asyncio
import tarfile
import tempfile
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from typing import BinaryIO

from builds.advice import ADVICE
from builds.dockerd import TAR, DaemonRefused, stream
from builds.events import BitFlipped, BuildEvent, Cancelled, Completed, LayerChecked, Loaded, Saved
from builds.facts import read_image
from builds.oci.manifest import Descriptor
from builds.operations import archive, kept, stored
from builds.operations.lines import lines
from builds.operations.request import LoadRequest
from builds.operations.work import NotPossible, Stopped, Work, image_name

MESSAGE = 2000
"""Characters kept of what the daemon says."""


async def load(work: Work, request: LoadRequest) -> AsyncGenerator[BuildEvent]:
    began, name = time.monotonic(), image_name(request.build)
    image = await asyncio.to_thread(read_image, await stored.descriptor(work, name), work.open_blob)
    layers = image.manifest.layers
    work.work_dir.mkdir(exist_ok=True)
    with tempfile.TemporaryFile(dir=work.work_dir) as file:
        yield Saved(await asyncio.to_thread(save, work, f"/images/{name}/get", file))
        with _readable():
            found = await asyncio.to_thread(archive.blobs, file)
            if request.flip is not None:
                yield _flip(file, found, layers, request.flip)
            for index, layer in enumerate(layers):
                actual = await asyncio.to_thread(archive.digest_of, file, found[layer.digest])
                yield LayerChecked(index, layer.digest, actual)
        async with work.on(request.engine, request.empty) as target:
            yield await _load(target, name, file)
    yield Completed(round(time.monotonic() - began, 3))


def save(work: Work, path: str, file: BinaryIO) -> int:
    """Keep the archive that the daemon gives at `path`: its bytes. Raises NotPossible for a larger one, and
    Stopped."""
    limit, size = work.bounds.archive_bytes, 0
    with stream(work.host, "GET", path) as answer:
        while chunk := answer.read(archive.CHUNK):
            if work.cancelled.is_set():
                raise Stopped(Cancelled())
            if (size := size + len(chunk)) > limit:
                message = f"The archive is too large; the limit is {limit} bytes."
                raise NotPossible(message, ADVICE["archive_bytes"], "policy")
            file.write(chunk)
    return size


def digest_at(layers: tuple[Descriptor, ...], index: int) -> str:
    """Raises NotPossible where there is no such layer."""
    if index >= len(layers):
        message = f"The image has {len(layers)} layers, counted from 0; there is no layer {index}."
        raise NotPossible(message, "Choose one of them.", "policy")
    return layers[index].digest


def _flip(
    file: BinaryIO, found: dict[str, archive.Span], layers: tuple[Descriptor, ...], index: int
) -> BitFlipped:
    digest = digest_at(layers, index)
    return BitFlipped(index, digest, *archive.flip_bit(file, found[digest]))


async def _load(work: Work, name: str, file: BinaryIO) -> Loaded:
    """What the daemon says of it, and whether a container can be made of what it took."""
    file.seek(0)
    said = ""
    async with aclosing(lines(work, "/images/load?quiet=1", file, TAR)) as told:
        async for line in told:
            said += str(line.get("stream", ""))
    error = await _try(work, name)
    return Loaded(said[:MESSAGE].strip().replace("\0", "\ufffd"), error)


async def _try(work: Work, name: str) -> str | None:
    try:
        made = await work.ask("POST", "/containers/create", {"Image": name, "NetworkDisabled": True})
    except DaemonRefused as refused:
        return str(refused)[:MESSAGE].replace("\0", "\ufffd")
    await kept.remove(work, made["Id"])
    return None


@contextmanager
def _readable() -> Iterator[None]:
    """Raises NotPossible where the daemon's archive is not as expected."""
    try:
        yield
    except (tarfile.TarError, ValueError, KeyError) as fault:
        raise NotPossible(f"The engine's archive cannot be read: {fault}", "", "record") from fault
