"""Says that a disk was nearly full and was pruned, in the log of the operation that finds it so."""

from collections.abc import Iterator

from builds.events import Logged
from engine.protocol import Relief

PRUNED = (
    "Your engine's disk was nearly full, so what nothing needs was thrown away: old images, then the build "
    "cache. {freed} MB are free again. Steps that were cached may be built anew.\n"
)
STILL = (
    "It is still {percent} % full. Remove containers that you kept, prune what you can do without, "
    "or empty your engine in the sandbox.\n"
)
NO_ROOM = "Remove containers that you kept, or empty your engine in the sandbox. Then build again."
NEARLY_FULL = 80  # percent


def told(relief: Relief | None) -> Iterator[Logged]:
    if relief is None:
        return
    yield Logged(None, "warning", PRUNED.format(freed=round(relief.freed / 1e6)))
    if relief.full_percent >= NEARLY_FULL:
        yield Logged(None, "warning", STILL.format(percent=relief.full_percent))
