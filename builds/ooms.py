"""Says where memory ran out: a pipeline can lose a process to it, and its step succeed all the same."""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable

from builds.advice import ADVICE
from builds.events import BuildEvent, Logged, StepFailed, StepFinished, StepStarted
from engine.protocol import Ooms

CountOoms = Callable[[], Awaitable[Ooms]]

RAN_OUT = "Memory ran out"
LOST = (
    f"\n{RAN_OUT}: the steps of a build may use {{limit}} MiB together, so the kernel ended a process. "
    f"What it was doing is missing. {ADVICE['step_memory_mib']}\n"
)


async def told(events: AsyncGenerator[BuildEvent], count: CountOoms) -> AsyncGenerator[BuildEvent]:
    """The events, and before the end of a step during which a process was killed, a warning in its log.

    `count` is the engine's own. Where several steps were running nobody knows which it was: then the warning
    is of the build.
    """
    before, running = (await count()).count, set[int]()
    async with contextlib.aclosing(events):
        async for event in events:
            if isinstance(event, StepStarted):
                running.add(event.step)
            if isinstance(event, StepFailed) or (isinstance(event, StepFinished) and event.cached is False):
                now = await count()
                if now.count > before:
                    step = event.step if running <= {event.step} else None
                    yield Logged(step, "warning", LOST.format(limit=now.limit_mib))
                before = now.count
            if isinstance(event, (StepFinished, StepFailed)):
                running.discard(event.step)
            yield event
