"""What grading does with an answer: a few builds and runs, as values."""

from typing import Annotated

import msgspec
from msgspec import Meta

from builds.request import BuildRequest, ContextFile

NONCE = "{nonce}"
"""In the files of a later build this becomes a text that no earlier build has seen. Without it, an answer
that is handed in twice would find its second build cached."""
FIRST = "b1"


BuildId = Annotated[str, Meta(pattern=r"^b[1-9]$")]
RunId = Annotated[str, Meta(pattern=r"^c[1-9]$")]


class _Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", kw_only=True):
    pass


class Build(_Action, frozen=True, tag="build"):
    """The learner's Dockerfile and files, with `files` laid over; with `dockerfile`, the author's instead.

    `append` goes to the Dockerfile's end. Where it fails, the script is over, unless it `may_fail`.
    """

    id: BuildId = FIRST
    title: str = ""
    dockerfile: str | None = None
    append: str = ""
    files: dict[str, str | ContextFile] = {}
    build_args: dict[str, str] = {}
    target: str | None = None
    no_cache: bool = False
    may_fail: bool = False


class Run(_Action, frozen=True, tag="run"):
    """A container of the image of `build`; without a command, of what the image says. One that is kept can be
    looked at, and is removed when the script is over."""

    id: RunId
    build: str = FIRST
    title: str = ""
    command: tuple[str, ...] = ()
    keep: bool = False


class Diff(_Action, frozen=True, tag="diff"):
    """What the kept container `run` wrote into its writable layer."""

    id: Annotated[str, Meta(pattern=r"^d[1-9]$")]
    run: RunId


class Commit(_Action, frozen=True, tag="commit"):
    """An image of the kept container `run`, to be looked at like that of a build."""

    id: BuildId
    run: RunId


class Remove(_Action, frozen=True, tag="remove"):
    """The kept container `run`: what a script does at its end without being told."""

    id: str
    run: RunId


Action = Build | Run | Diff | Commit
"""What authors write."""


def removal_of(run: Run) -> Remove:
    return Remove(id=f"{run.id}-removed", run=run.id)


def request_of(build: Build, answer: BuildRequest, nonce: str) -> BuildRequest:
    overlay = {path: _salted(file, nonce) for path, file in build.files.items()}
    written = answer.dockerfile if build.dockerfile is None else build.dockerfile
    return BuildRequest(
        dockerfile=written + build.append,
        files={**answer.files, **overlay},
        build_args={name: value.replace(NONCE, nonce) for name, value in build.build_args.items()},
        target=build.target,
        no_cache=build.no_cache,
    )


def _salted(file: str | ContextFile, nonce: str) -> str | ContextFile:
    return file.replace(NONCE, nonce) if isinstance(file, str) else file
