"""Carries an operation out, whichever it is, down to its terminal event."""

import contextlib
from collections.abc import AsyncGenerator
from http import HTTPStatus
from http.client import HTTPException
from typing import assert_never

from builds.dockerd import DaemonRefused
from builds.events import BuildEvent, Failed
from builds.facts import RECORD_ERRORS
from builds.operations.commit import commit
from builds.operations.diff import diff
from builds.operations.exec import execute
from builds.operations.load import load
from builds.operations.mounts import read_mounts
from builds.operations.prune import prune
from builds.operations.pull import pull
from builds.operations.push import push
from builds.operations.remove import remove
from builds.operations.request import (
    CommitRequest,
    DiffRequest,
    ExecRequest,
    LoadRequest,
    MountsRequest,
    OperationRequest,
    PruneRequest,
    PullRequest,
    PushRequest,
    RemoveRequest,
    RestartRequest,
    RunRequest,
    TagRequest,
)
from builds.operations.restart import restart
from builds.operations.run import run
from builds.operations.tag import tag
from builds.operations.work import NotPossible, Stopped, Work, image_name

REFUSALS = (NotPossible, DaemonRefused, *RECORD_ERRORS)
"""What operations raise where the engine, or what it holds, does not let them go on."""
NO_IMAGE = "The engine does not hold this image any more. Build it again."


async def perform(work: Work, request: OperationRequest) -> AsyncGenerator[BuildEvent]:
    """Everything but Started."""
    try:
        async with contextlib.aclosing(_events(work, request)) as events:
            async for event in events:
                yield event
    except Stopped as stopped:
        yield stopped.event
    except REFUSALS as refusal:
        yield failure_of(refusal)
    except (OSError, HTTPException) as gone:
        yield Failed("engine", f"The engine stopped answering: {gone}", None, None, "Try again in a moment.")


def failure_of(refusal: Exception) -> Failed:
    """The terminal event that one of REFUSALS becomes."""
    words = str(refusal).replace("\0", "\ufffd")
    if isinstance(refusal, NotPossible):
        return Failed(refusal.reason, words, None, None, refusal.hint or None)
    if isinstance(refusal, DaemonRefused):
        lacking = refusal.status == HTTPStatus.NOT_FOUND and "No such image" in words
        return Failed("container", words, None, None, NO_IMAGE if lacking else None)
    return Failed("record", f"The image was made, but cannot be recorded: {words}", None, None, None)


def _events(work: Work, request: OperationRequest) -> AsyncGenerator[BuildEvent]:
    match request:
        case RunRequest():
            return run(work, request, image_name(request.build))
        case ExecRequest():
            return execute(work, request)
        case RestartRequest():
            return restart(work, request)
        case RemoveRequest():
            return remove(work, request)
        case DiffRequest():
            return diff(work, request)
        case MountsRequest():
            return read_mounts(work, request)
        case CommitRequest():
            return commit(work, request)
        case TagRequest():
            return tag(work, request)
        case PushRequest():
            return push(work, request)
        case PullRequest():
            return pull(work, request)
        case LoadRequest():
            return load(work, request)
        case PruneRequest():
            return prune(work, request)
        case _:
            assert_never(request)
