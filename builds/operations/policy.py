"""What may be asked of an engine beside builds, and how much of it."""

import re

import msgspec

from builds.operations.request import (
    Command,
    ExecRequest,
    LoadRequest,
    OperationRequest,
    PullRequest,
    PushRequest,
    RunRequest,
    TagRequest,
)
from builds.policy import Problem, check_tag, problem_over

_NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")


class Bounds(msgspec.Struct, frozen=True):
    """Of one operation; sizes are bytes, times seconds. `kept_containers` are one learner's together."""

    wall_seconds: float = 60.0
    log_bytes: int = 1024 * 1024
    command_bytes: int = 4096
    command_words: int = 100
    kept_containers: int = 5
    archive_bytes: int = 256 * 1024 * 1024
    """Of an image that is saved to be loaded."""
    tags: int = 20
    diff_paths: int = 500
    """Those that are listed; the rest is counted."""


def check(request: OperationRequest, bounds: Bounds) -> list[Problem]:
    """Everything wrong with the request in itself; an empty list lets it through."""
    match request:
        case RunRequest(command=command, name=name):
            return _check_command(command, bounds) + _check_name(name)
        case ExecRequest(command=command):
            return _check_command(command, bounds) + _check_given(command)
        case TagRequest(name=name) | PushRequest(name=name):
            return check_tag(name)
        case PullRequest(name=name, engine=engine, empty=empty, flip=flip):
            return check_tag(name) + _check_second(engine, empty or flip is not None)
        case LoadRequest(engine=engine, empty=empty):
            return _check_second(engine, empty)
        case _:
            return []


def _check_command(command: Command, bounds: Bounds) -> list[Problem]:
    words = (command,) if isinstance(command, str) else command
    sizes = [_size(word) for word in words]
    problems = []
    if sum(sizes) > bounds.command_bytes:
        problems.append(
            problem_over("command_bytes", bounds.command_bytes, f"The command has {sum(sizes)} bytes")
        )
    if len(words) > bounds.command_words:
        problems.append(
            problem_over("command_words", bounds.command_words, f"The command has {len(words)} words")
        )
    if min(sizes, default=0) < 0 or any("\0" in word for word in words):
        problems.append(Problem("encoding", "The command is not text."))
    return problems


def _check_given(command: Command) -> list[Problem]:
    return [] if command and command[0] else [Problem("command", "There is no command to execute.")]


def _check_second(engine: str, needed: bool) -> list[Problem]:
    if engine == "second" or not needed:
        return []
    return [Problem("engine", "Only the second engine can be emptied or lied to; expected engine: second.")]


def _check_name(name: str | None) -> list[Problem]:
    if name is None or _NAME.fullmatch(name):
        return []
    return [Problem("name", f"{name[:80]!r} cannot be the name of a container.")]


def _size(text: str) -> int:
    """Bytes in UTF-8; -1 where it is not valid Unicode."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return -1
