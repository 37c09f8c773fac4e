"""What BuildKit takes for an earlier step though it is written otherwise.

A cached step was there before. Where its key is not known here, something differs that BuildKit does not look
at: a cache mount's id, how a line is continued, `RUN ["/bin/sh", "-c", "x"]` for `RUN x`.
"""

import re
from collections import Counter
from collections.abc import Sequence

from builds.reasons.inputs import Input
from builds.reasons.past import Past, standing_alike

LIKE = 0.3
"""Of the words of two instructions, but for the keyword, what part they must share."""
_WORD = re.compile(r"\w+")


def recognise(own: Input, past: Sequence[Past]) -> Input | None:
    """The earlier step that a cached one must be: it stood on the same, took the same contents and is most
    like it. None where it is known as it is written, or nothing is like it."""
    same = [step for one in past for step in one.inputs.steps.values() if step.key == own.key]
    if same:
        return None if any(step.instruction == own.instruction for step in same) else same[0]
    near = [other for one in past for other in standing_alike(one, own) if other.finished]
    able = (other.step for other in near if _kind(other.step) == _kind(own))
    best = max(able, key=lambda step: _likeness(own, step), default=None)
    return best if best and _shared(own, best) >= LIKE else None


def _likeness(own: Input, other: Input) -> tuple[bool, float]:
    return own.settings == other.settings, _shared(own, other)


def _shared(own: Input, other: Input) -> float:
    one, two = (Counter(_WORD.findall(step.instruction)[1:]) for step in (own, other))
    return 2 * (one & two).total() / (one.total() + two.total() or 1)


def _kind(step: Input) -> tuple[str, bool, Counter[tuple[str, int, str]]]:
    """What two steps must have in common, whatever their files are called."""
    contents = Counter((item.type, item.mode, item.content) for item in step.files.values())
    return step.keyword, step.linked, contents
