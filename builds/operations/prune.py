"""Everything that nothing on the engine needs any more, thrown away."""

import json
import time
from collections.abc import AsyncGenerator

from builds.events import BuildEvent, Completed, Pruned
from builds.operations import registry
from builds.operations.request import PruneRequest
from builds.operations.work import Work


async def prune(work: Work, request: PruneRequest) -> AsyncGenerator[BuildEvent]:
    """Images that no container stands on, base images included: a build loads those again. With all goes what
    containers that are gone left in volumes."""
    began = time.monotonic()
    if request.what in ("images", "all"):
        filters = json.dumps({"dangling": ["false"]})
        said = await work.ask("POST", "/images/prune", filters=filters)
        yield Pruned("images", int(said["SpaceReclaimed"]), _deleted(said))
    if request.what in ("cache", "all"):
        said = await work.ask("POST", "/build/prune", all=1)
        yield Pruned("cache", int(said["SpaceReclaimed"]), len(said["CachesDeleted"] or ()))
    if request.what == "all":
        said = await work.ask("POST", "/volumes/prune", filters=json.dumps({"all": ["true"]}))
        yield Pruned("volumes", int(said["SpaceReclaimed"]), len(said["VolumesDeleted"] or ()))
    if request.what == "registry" and (freed := await registry.remove(work)) is not None:
        yield Pruned("registry", freed, 1)
    yield Completed(round(time.monotonic() - began, 3))


def _deleted(said: dict[str, list[dict[str, str]] | None]) -> int:
    return sum("Deleted" in item for item in said["ImagesDeleted"] or ())
