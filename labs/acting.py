"""What a script's actions ask of the engine, as operations."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, Protocol, assert_never

import msgspec

from builds.operations.request import (
    CommitRequest,
    DiffRequest,
    LoadRequest,
    MountsRequest,
    OperationRequest,
    PruneRequest,
    PullRequest,
    PushRequest,
    RemoveRequest,
    RunRequest,
)
from labs.script import FIRST, After, Commit, Diff, Load, Mounts, Prune, Pull, Push, Remove, Run


class Done(Protocol):
    @property
    def pk(self) -> uuid.UUID: ...


def request_after(action: After, done: Mapping[str, Done]) -> OperationRequest:
    """`done` are the operations before it, by their ids in the script. Raises KeyError for one missing."""
    match action:
        case Run():
            return RunRequest(done[action.build].pk, action.command, keep=action.keep)
        case Diff():
            return DiffRequest(done[action.run].pk)
        case Mounts():
            return MountsRequest(done[action.run].pk)
        case Commit():
            return CommitRequest(done[action.run].pk)
        case Remove():
            return RemoveRequest(done[action.run].pk)
        case Push():
            return PushRequest(done[action.build].pk, action.name)
        case Pull():
            return PullRequest(action.name, action.engine, action.empty, action.flip)
        case Load():
            return LoadRequest(done[action.build].pk, action.flip, action.engine, action.empty)
        case Prune():
            return PruneRequest(action.what)
        case _:
            assert_never(action)


def needs(action: After) -> set[str]:
    """The ids of the actions that must have come before."""
    return {getattr(action, field) for field in ("build", "run") if hasattr(action, field)}


def template(action: After) -> dict[str, Any]:
    """The body of `POST /api/operations`, with `$ID` where an earlier operation's id belongs."""
    names = {uuid.uuid5(uuid.NAMESPACE_OID, name): name for name in {FIRST, *needs(action)}}
    done = {name: SimpleNamespace(pk=pk) for pk, name in names.items()}
    fields: dict[str, Any] = msgspec.to_builtins(request_after(action, done))
    places = {str(pk): f"${name}" for pk, name in names.items()}
    return {
        name: places.get(value, value) if isinstance(value, str) else value for name, value in fields.items()
    }
