"""Says which of the engine's own limits a build ran into, where the engine's words alone would not.

It is read from what steps print, as every program words these errors alike.
"""

import contextlib
import re
from collections.abc import AsyncGenerator

import msgspec

from builds import ooms
from builds.advice import ADVICE
from builds.events import BuildEvent, Failed, Logged, StepFailed
from engine.limits import Limits

_LOST = re.compile(ooms.RAN_OUT)
_CLIPPED = re.compile(r"\[output clipped, log limit ([^]]+) reached\]")
_FULL = re.compile(r"no space left on device", re.IGNORECASE)
_FORK = re.compile(r"resource temporarily unavailable", re.IGNORECASE)
TAIL = 256
"""Characters of a step's output that are kept, since a message may come in two parts."""


async def told(events: AsyncGenerator[BuildEvent], limits: Limits) -> AsyncGenerator[BuildEvent]:
    """The events; a step's clipped output has a warning, and Failed the advice on what was hit."""
    tails, hint = dict[int | None, str](), None
    async with contextlib.aclosing(events):
        async for event in events:
            if isinstance(event, Logged):
                said = tails.get(event.step, "") + event.text
                tails[event.step] = said[-TAIL:]
                hint = _hit(said, limits) or hint
            if isinstance(event, StepFailed):
                hint = _hit(tails.get(event.step, "") + event.error, limits)
            if isinstance(event, Failed):
                event = _advised(event, hint, limits)
            yield event
            if isinstance(event, Logged) and (found := _CLIPPED.search(event.text)):
                text = f"\nOf a step's output {found[1]} are kept. {ADVICE['step_log_kib']}\n"
                yield Logged(event.step, "warning", text)


def _advised(event: Failed, hint: str | None, limits: Limits) -> Failed:
    if _FULL.search(event.error):
        return msgspec.structs.replace(event, hint=_disk(limits))
    if event.reason == "step" and event.hint is None:
        return msgspec.structs.replace(event, hint=hint)
    return event


def _hit(said: str, limits: Limits) -> str | None:
    return next((told(limits) for sign, told in _SIGNS.items() if sign.search(said)), None)


def _memory(limits: Limits) -> str:
    return f"The steps of a build may use {limits.step_memory_mib} MiB together. {ADVICE['step_memory_mib']}"


def _disk(limits: Limits) -> str:
    return (
        f"Your engine's disk is full: it holds {limits.bulk_mib} MiB, in {limits.bulk_inodes} files and "
        f"folders. {ADVICE['bulk_mib']}"
    )


def _pids(limits: Limits) -> str:
    return (
        f"The steps of a build may have {limits.step_pids} processes and threads together. "
        f"{ADVICE['step_pids']}"
    )


_SIGNS = {_LOST: _memory, _FULL: _disk, _FORK: _pids}
