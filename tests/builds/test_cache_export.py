"""A build's cache, exported, pruned on the engine and imported: which steps are spared. On a real engine."""

import pytest
from asgiref.sync import sync_to_async

from builds.events import BuildEvent, Completed, Planned, StepFinished
from builds.models import Learner, Operation
from builds.operations.request import PruneRequest, PushRequest
from builds.request import BuildRequest, CacheExport, ContextFile
from builds.services import submit_build
from tests.builds.performed import done, only, worked

DOCKERFILE = """\
FROM lab/base AS build
COPY req.txt /
RUN echo deps > /deps
COPY src.c /
RUN cat /deps /src.c > /bin/app
FROM lab/base
COPY --from=build /bin/app /bin/app
"""
DEPS = "RUN echo deps > /deps"


async def built(
    owner: Learner, source: str, to: CacheExport | None = None, of: str | None = None
) -> tuple[Operation, list[BuildEvent]]:
    files: dict[str, str | ContextFile] = {"req.txt": "a", "src.c": source}
    request = BuildRequest(DOCKERFILE, files, cache_to=to, cache_from=of)
    operation = await sync_to_async(submit_build)(owner, request)
    events = await worked(operation)
    assert isinstance(events[-1], Completed), events[-1]
    return operation, events


def ran(events: list[BuildEvent]) -> list[str]:
    """The instructions that BuildKit says it carried out."""
    steps = only(Planned, events).steps
    return [
        steps[event.step].instruction
        for event in events
        if isinstance(event, StepFinished) and event.cached is False
    ]


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
async def test_what_an_imported_cache_spares_depends_on_what_was_exported(
    owner: Learner, engine_settings: None, wired: None
) -> None:
    _, first = await built(owner, "one", CacheExport("min", "my/cache:min"))
    assert len(ran(first)) == 5
    await built(owner, "one", CacheExport("max", "my/cache:max"))
    inline, _ = await built(owner, "one", CacheExport("inline"))
    await done(owner, PushRequest(inline.pk, "my/app:1"))
    found = {}
    for name in ("my/cache:none", "my/app:1", "my/cache:min", "my/cache:max"):
        for source in ("one", "two"):
            await done(owner, PruneRequest("cache"))
            found[name, source] = ran((await built(owner, source, of=name))[1])
    assert {key: len(steps) for key, steps in found.items()} == {
        ("my/cache:none", "one"): 5,
        ("my/cache:none", "two"): 5,
        ("my/app:1", "one"): 0,
        ("my/app:1", "two"): 5,
        ("my/cache:min", "one"): 0,
        ("my/cache:min", "two"): 5,
        ("my/cache:max", "one"): 0,
        ("my/cache:max", "two"): 3,
    }
    assert DEPS not in found["my/cache:max", "two"]
