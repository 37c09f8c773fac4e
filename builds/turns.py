"""When an operation's turn comes: what the workers will do, played ahead."""

import heapq
import statistics
import uuid
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import msgspec


class Running(msgspec.Struct, frozen=True):
    """Some learner's operation that a worker has, for `elapsed` seconds."""

    learner: uuid.UUID
    elapsed: float


class Waiting(msgspec.Struct, frozen=True):
    """`since` is when it became its learner's first, in Unix seconds; of later ones it does not count."""

    id: uuid.UUID
    learner: uuid.UUID
    since: float


class Turn(msgspec.Struct, frozen=True):
    """`position` 1 starts next. `seconds` until then are an estimate from the median of `measured` operations
    that ended lately, null where there are none. `at_once` may run at a time."""

    position: int
    seconds: float | None
    measured: int
    at_once: int


def turn(
    wanted: uuid.UUID,
    waiting: Sequence[Waiting],
    running: Iterable[Running],
    lately: Sequence[float],
    at_once: int,
) -> Turn:
    """`waiting` are all queued operations, the oldest first, `wanted` among them; `lately` the seconds that
    operations took. Learners take turns, and one learner's run one after the other."""
    typical = statistics.median(lately) if lately else None
    lines = _lines(waiting)
    ends = [(max(0.0, (typical or 1.0) - one.elapsed), one.learner) for one in running]
    heapq.heapify(ends)
    busy = {learner for _, learner in ends}
    first = sorted((line[0] for who, line in lines.items() if who not in busy), key=lambda one: one.since)
    ready, now, position = deque(first), 0.0, 0
    while True:
        while ready and len(ends) < at_once:
            one, position = ready.popleft(), position + 1
            if one.id == wanted:
                return Turn(position, None if typical is None else round(now, 1), len(lately), at_once)
            lines[one.learner].popleft()
            heapq.heappush(ends, (now + (typical or 1.0), one.learner))
        now, learner = heapq.heappop(ends)
        if line := lines.get(learner):
            ready.append(line[0])


def _lines(waiting: Sequence[Waiting]) -> Mapping[uuid.UUID, deque[Waiting]]:
    lines: dict[uuid.UUID, deque[Waiting]] = {}
    for one in waiting:
        lines.setdefault(one.learner, deque()).append(one)
    return lines
