"""The containers that a learner keeps: marked with the run that made them, so that nothing else is found."""

import asyncio
import contextlib
import json
import uuid
from typing import Any

from builds.advice import ADVICE
from builds.dockerd import call
from builds.operations import registry
from builds.operations.work import NotPossible, Work

RUN = "layerlab.run"
"""The label of every container that is kept: the id of its run."""
DETACHED = "layerlab.detached"
GONE = "The engine does not hold the container of run {run} any more."
GONE_HINT = "Run it again with `keep`."
ENDED = "The container's process has ended, with code {code}: nothing else can run in it."
ENDING_SECONDS = 3.0
"""In which the daemon sees that a container has ended, once what ran in it has."""
ENDED_HINT = "Run one that stays, such as `sleep 600`, with `detach`."

Found = dict[str, Any]
"""A container as the daemon's `inspect` has it."""


async def find(work: Work, run: uuid.UUID) -> Found:
    """Raises NotPossible where it is gone."""
    filters = json.dumps({"label": [f"{RUN}={run}"]})
    found = await work.ask("GET", "/containers/json", all=1, filters=filters)
    if not found:
        raise NotPossible(GONE.format(run=run), GONE_HINT)
    return await inspect(work, found[0]["Id"])


async def inspect(work: Work, container: str) -> Found:
    found: Found = await work.ask("GET", f"/containers/{container}/json")
    return found


async def wake(work: Work, container: Found) -> bool:
    """Start it unless it runs; whether it had to be. Raises NotPossible where it ends at once."""
    if container["State"]["Running"]:
        return False
    await work.ask("POST", f"/containers/{container['Id']}/start")
    await must_run(work, container)
    return True


async def must_run(work: Work, container: Found) -> None:
    """Raises NotPossible where its process has ended."""
    state = (await inspect(work, container["Id"]))["State"]
    if not state["Running"]:
        raise NotPossible(ENDED.format(code=state["ExitCode"]), ENDED_HINT)


async def must_stay(work: Work, container: Found) -> None:
    """As `must_run`, of a process that may be just ending."""
    with contextlib.suppress(TimeoutError):
        path = f"/containers/{container['Id']}/wait"
        await asyncio.to_thread(call, work.host, "POST", path, timeout=ENDING_SECONDS)
    await must_run(work, container)


async def make_room(work: Work, keeps: bool) -> None:
    """Remove what a dead worker left. Raises NotPossible where one more container may not be kept."""
    containers = await work.ask("GET", "/containers/json", all=1)
    kept = [found for found in containers if RUN in found["Labels"]]
    for found in containers:
        if not {RUN, registry.LABEL} & set(found["Labels"]):
            await remove(work, found["Id"])
    if keeps and len(kept) >= work.bounds.kept_containers:
        message = f"You keep {len(kept)} containers; the limit is {work.bounds.kept_containers}."
        raise NotPossible(message, ADVICE["kept_containers"], "policy")


async def remove(work: Work, container: str) -> None:
    await work.ask("DELETE", f"/containers/{container}", force=1, v=1)


def image_of(container: Found) -> str:
    """The digest of the manifest that it was made from."""
    return str((container.get("ImageManifestDescriptor") or {}).get("digest") or container["Image"])


def command_of(container: Found) -> tuple[str, ...]:
    return (container["Path"], *container["Args"])
