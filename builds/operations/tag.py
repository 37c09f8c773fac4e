"""One more name for an image."""

import json
import time
from collections.abc import AsyncGenerator

from builds.advice import ADVICE
from builds.dockerd import DaemonRefused
from builds.events import BuildEvent, Completed, ImageTagged
from builds.operations.request import TagRequest
from builds.operations.work import NotPossible, Work, image_name
from builds.policy import TAGS


async def tag(work: Work, request: TagRequest) -> AsyncGenerator[BuildEvent]:
    began = time.monotonic()
    names = await tags(work)
    if request.name not in names and len(names) >= work.bounds.tags:
        message = f"You have {len(names)} names for images; the limit is {work.bounds.tags}."
        raise NotPossible(message, ADVICE["tags"], "policy")
    before = await digest_of(work, request.name)
    repository, _, version = request.name.partition(":")
    await work.ask("POST", f"/images/{image_name(request.build)}/tag", repo=repository, tag=version)
    after = await digest_of(work, request.name)
    yield ImageTagged(request.name, after or "", before)
    yield Completed(round(time.monotonic() - began, 3))


async def tags(work: Work) -> list[str]:
    """The names that the learner has given on this engine."""
    images = await work.ask("GET", "/images/json", filters=json.dumps({"reference": [f"{TAGS}*"]}))
    return [name for image in images for name in image["RepoTags"] if name.startswith(TAGS)]


async def digest_of(work: Work, name: str) -> str | None:
    """Of what the name points to: an index, or a manifest."""
    try:
        return str((await work.ask("GET", f"/images/{name}/json"))["Id"])
    except DaemonRefused:
        return None
