"""Images of an archive that a learner sends: each becomes an operation that has ended.

Its layers' listings are kept; the archive and its blobs are not.
"""

import time
from collections.abc import Iterator
from typing import BinaryIO

import msgspec
from django.conf import settings
from django.db import transaction

from builds import listings, log
from builds.consistency import RecordingInvalid, check_log
from builds.events import BuildEvent, Completed, Entry, ImageRecorded, LayerRecorded, Started
from builds.models import Kind, Learner, Operation
from builds.oci.archive import Archive
from builds.oci.compression import LayerTooLarge
from builds.oci.inspection import Budget, ReadImage, read_images
from builds.oci.listing import ListedLayer
from builds.oci.manifest import ImageInvalid
from builds.policy import problem_over
from builds.request import ImageRequest
from builds.services import RequestRefused, check_rate

MOST_IMAGES = 10
"""In one archive."""


class _Taken(msgspec.Struct, frozen=True):
    """What is kept of an image."""

    request: ImageRequest
    entries: list[Entry]
    layers: dict[str, ListedLayer]
    """By chainID."""


def keep_images(learner: Learner, file: BinaryIO, name: str) -> list[Operation]:
    """One operation for each image, in the archive's order; `name` is the file's.

    Raises ImageInvalid or LayerInvalid for what cannot be read, TooMany, and RequestRefused where the learner
    keeps as many as may be.
    """
    with transaction.atomic():
        _check(learner, 1)
    taken = list(_take(file, name))
    with transaction.atomic():
        _check(learner, len(taken))
        return [_keep(learner, image) for image in taken]


def forget(operation: Operation) -> None:
    """Raises Operation.DoesNotExist for what was not imported as an image."""
    if operation.kind != Kind.IMAGE:
        raise Operation.DoesNotExist(f"{operation} is no image")
    operation.delete()


def _check(learner: Learner, more: int) -> None:
    Learner.objects.select_for_update().get(pk=learner.pk)
    check_rate(learner)
    kept = Operation.objects.filter(learner=learner, kind=Kind.IMAGE).count()
    limit: int = settings.IMAGES_KEPT
    if kept + more > limit:
        found = f"You keep {kept} images and send {more} more"
        raise RequestRefused([problem_over("images_kept", limit, found)])


def _take(file: BinaryIO, name: str) -> Iterator[_Taken]:
    budget = Budget(settings.IMAGE_UNPACKED_BYTES, settings.IMAGE_FILES)
    began = time.time()
    for number, image in enumerate(_within(read_images(Archive(file), budget)), start=1):
        if number > MOST_IMAGES:
            raise ImageInvalid(f"expected at most {MOST_IMAGES} images in an archive, got more")
        ended = time.time()
        layers = {layer.stored.chain_id: layer.listed for layer in image.layers}
        request = ImageRequest(archive=name, names=image.stored.names)
        yield _Taken(request, checked(list(kept_events(image, began, ended))), layers)
        began = ended


def checked(entries: list[Entry]) -> list[Entry]:
    """That its recording could be kept: a manifest may say what no log of ours does. Raises ImageInvalid."""
    try:
        check_log(entries)
    except RecordingInvalid as error:
        raise ImageInvalid(str(error)) from error
    return entries


def _within(images: Iterator[ReadImage]) -> Iterator[ReadImage]:
    """What is over the budget is told by the limit, not by what other layers have left of it."""
    try:
        yield from images
    except LayerTooLarge as error:
        name, found = (
            ("image_files", "There are too many paths in the layers")
            if error.entries
            else ("image_unpacked_bytes", "The layers are too large unpacked")
        )
        limit: int = getattr(settings, name.upper())
        raise RequestRefused([problem_over(name, limit, found)]) from error


def kept_events(image: ReadImage, began: float, ended: float) -> Iterator[Entry]:
    yield Entry(1, began, Started(1, {}))
    for seq, event in enumerate(_events(image, round(ended - began, 3)), start=2):
        yield Entry(seq, ended, event)


def _events(image: ReadImage, seconds: float) -> Iterator[BuildEvent]:
    for index, layer in enumerate(image.layers):
        stored, listed = layer.stored, layer.listed
        yield LayerRecorded(
            index=index,
            step=None,
            diff_id=stored.diff_id,
            digest=listed.digest,
            chain_id=stored.chain_id,
            media_type=stored.media_type,
            size=stored.size,
            unpacked_size=listed.facts.unpacked_size,
            empty=listed.facts.empty,
            files=listed.facts.files,
        )
    size = sum(layer.stored.size for layer in image.layers)
    yield ImageRecorded(image.stored.manifest_digest, image.stored.config_digest, size, len(image.layers))
    yield Completed(seconds)


def _keep(learner: Learner, taken: _Taken) -> Operation:
    """A listing follows from verified diffIDs alone, so it may be kept for everybody, whoever sent it."""
    for chain_id, layer in taken.layers.items():
        listings.store(chain_id, layer)
    operation = Operation.objects.create(
        learner=learner,
        kind=Kind.IMAGE,
        request=msgspec.json.encode(taken.request),
        **log.columns_of(taken.entries),
    )
    log.restore(operation.pk, taken.entries)
    return operation
