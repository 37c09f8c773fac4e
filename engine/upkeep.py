"""What the service does by itself: tidy up after crashes, stop idle engines, give disks back."""

import time

from engine.fleet import Busy, Fleet, Unknown

DAY = 86400


async def tend(fleet: Fleet) -> None:
    """Raises EngineFailed where processes do not die."""
    await _tidy_crashed(fleet)
    await _stop_idle(fleet)
    await _remove_unused(fleet)


async def _tidy_crashed(fleet: Fleet) -> None:
    """Also an engine that somebody leases: its daemon is gone, and the next lease starts it again."""
    for engine in list(fleet.engines.values()):
        if engine.state == "crashed" and engine.machine.entered:
            await fleet.stop(engine, "crashed")
            fleet.tally.crashed += 1


async def _stop_idle(fleet: Fleet) -> None:
    oldest = time.time() - fleet.limits.idle_seconds
    for engine in fleet.unused_first():
        if engine.state == "idle" and engine.used < oldest:
            await fleet.stop(engine, "stopped")
            fleet.tally.stopped += 1


async def _remove_unused(fleet: Fleet) -> None:
    oldest = time.time() - fleet.limits.unused_days * DAY
    for engine in fleet.unused_first():
        if engine.used >= oldest and not fleet.short_of_space:
            return
        if not engine.free:
            continue
        try:
            await fleet.remove(engine.learner)
        except (Busy, Unknown):  # somebody was quicker
            continue
        fleet.tally.removed += 1
