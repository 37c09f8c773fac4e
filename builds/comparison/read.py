"""Images from the database's logs."""

from collections.abc import Sequence

import msgspec

from builds import log
from builds.comparison.images import RecordedImage
from builds.comparison.savings import costs_of
from builds.events import ImageRecorded, LayerRecorded, StepFinished
from builds.models import Kind, Learner, Operation
from builds.request import BuildRequest

MOST = 200
"""Operations read at once; what is older is left out."""


class NoImage(Exception):
    """The operation has none. Says what it is instead."""


def image_of(operation: Operation) -> RecordedImage:
    """Raises NoImage."""
    if found := images_of([operation]):
        return found[0]
    raise NoImage(f"{operation} is {operation.status}: it has no image that could be compared.")


def images_of(operations: Sequence[Operation]) -> list[RecordedImage]:
    """Of those that recorded one, in the same order."""
    ids = [operation.pk for operation in operations]
    images = log.of_type_in(ids, ImageRecorded)
    layers = log.of_type_in(ids, LayerRecorded)
    verdicts = log.of_type_in(ids, StepFinished)
    return [
        RecordedImage(
            id=str(operation.pk),
            image=images[operation.pk][-1],
            layers=layers.get(operation.pk, []),
            request=_request(operation),
            verdicts=verdicts.get(operation.pk, []),
            recorded=operation.recorded_at is not None,
        )
        for operation in operations
        if operation.pk in images
    ]


def own_images(learner: Learner) -> list[RecordedImage]:
    """The learner's, the newest first; an imported recording is none of them."""
    return images_of(_newest(learner))


def costs(learner: Learner) -> dict[str, float]:
    """What it cost to build the layers of the learner's images, by chainID."""
    builds = [operation for operation in _newest(learner) if operation.kind == Kind.BUILD]
    return costs_of(reversed(images_of(builds)))


def _newest(learner: Learner) -> list[Operation]:
    ended = Operation.objects.filter(learner=learner, ended_at__isnull=False, recorded_at=None)
    return list(ended.order_by("-created_at")[:MOST])


def _request(operation: Operation) -> BuildRequest | None:
    if operation.kind != Kind.BUILD:
        return None
    return msgspec.json.decode(operation.request, type=BuildRequest)
