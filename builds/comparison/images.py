"""An image as an operation's log recorded it."""

from collections.abc import Mapping, Sequence

import msgspec

from builds.events import ImageRecorded, LayerRecorded, StepFinished
from builds.request import BuildRequest


class RecordedImage(msgspec.Struct, frozen=True):
    """`id` is the operation's. `request` is None for what no Dockerfile made: an imported image, a commit."""

    id: str
    image: ImageRecorded
    layers: Sequence[LayerRecorded]
    request: BuildRequest | None = None
    verdicts: Sequence[StepFinished] = ()
    recorded: bool = False

    def verdict_of(self) -> Mapping[int, StepFinished]:
        """By step."""
        return {verdict.step: verdict for verdict in self.verdicts}
