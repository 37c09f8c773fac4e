"""From a rebuilt step down to the first one because of which it was rebuilt."""

from collections.abc import Mapping, Sequence

from builds.events import Reason
from builds.reasons.inputs import Input


class Chains:
    """Over this build's steps. `verdicts` and `reasons` are the caller's own, filled as the build goes on."""

    def __init__(
        self, steps: Mapping[int, Input], verdicts: Mapping[int, bool | None], reasons: Mapping[int, Reason]
    ) -> None:
        self._steps, self._verdicts, self._reasons = steps, verdicts, reasons

    def standing_on(self, own: Input) -> list[int]:
        """The steps below, down to the first whose result holds all that lies beneath it."""
        found: list[int] = []
        below = None if own.linked else own.below
        while below is not None:
            found.append(below)
            step = self._steps[below]
            below = step.below if step.linked else None
        return found

    def bottom(self, step: int) -> int:
        """The FROM that it stands on in the end, or its first step where it came from scratch."""
        while (below := self._steps[step].below) is not None:
            step = below
        return step

    def through(self, steps: Sequence[int]) -> tuple[int, ...]:
        """The rebuilt steps up to and among `steps`, the lowest of them last. The culprit comes first; empty
        where none was rebuilt."""
        rebuilt = [step for step in reversed(steps) if self._verdicts.get(step) is False]
        if not rebuilt:
            return ()
        reason = self._reasons.get(rebuilt[0])
        return (*(reason.chain if reason else ()), *rebuilt)
