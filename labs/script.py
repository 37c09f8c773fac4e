"""What is done with an answer, or once a lab's build has ended: builds and other operations, as values."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from builds.operations.request import LayerIndex
from builds.request import BuildRequest, ContextFile

NONCE = "{nonce}"
"""In the files of a later build this becomes a text that no earlier build has seen. Without it, an answer
that is handed in twice would find its second build cached."""
FIRST = "b1"


Text = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$", max_length=40)]
BuildId = Annotated[str, Meta(pattern=r"^b[1-9]$")]
RunId = Annotated[str, Meta(pattern=r"^c[1-9]$")]


class _Action(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", kw_only=True):
    """`title` tells the learner what is done."""

    title: str = ""


class Build(_Action, frozen=True, tag="build"):
    """The learner's Dockerfile and files, with `files` laid over; with `dockerfile`, the author's instead.

    `append` goes to the Dockerfile's end. Where it fails, the script is over, unless it `may_fail`.
    """

    id: BuildId = FIRST
    dockerfile: str | None = None
    append: str = ""
    files: dict[str, str | ContextFile] = {}
    build_args: dict[str, str] = {}
    secrets: dict[str, str] = {}
    """Made-up ones: everybody can read an exercise's file."""
    target: str | None = None
    no_cache: bool = False
    may_fail: bool = False


class Run(_Action, frozen=True, tag="run"):
    """A container of the image of `build`; without a command, of what the image says. One that is kept can be
    looked at, and is removed when the script is over."""

    id: RunId
    build: str = FIRST
    command: tuple[str, ...] = ()
    keep: bool = False


class Diff(_Action, frozen=True, tag="diff"):
    """What the kept container `run` wrote into its writable layer."""

    id: Name
    run: RunId


class Mounts(_Action, frozen=True, tag="mounts"):
    """The folders that the kept container's file system is laid over."""

    id: Name
    run: RunId


class Commit(_Action, frozen=True, tag="commit"):
    """An image of the kept container `run`, to be looked at like that of a build."""

    id: BuildId
    run: RunId


class Remove(_Action, frozen=True, tag="remove"):
    """The kept container `run`: what a script does at its end without being told."""

    id: Name
    run: RunId


class Push(_Action, frozen=True, tag="push"):
    """The image of `build` to the learner's registry."""

    id: Name
    name: Text
    build: str = FIRST


class Pull(_Action, frozen=True, tag="pull"):
    """What is pushed under this name, onto one of the learner's engines; see builds.operations.request."""

    id: Name
    name: Text
    engine: Literal["first", "second"] = "second"
    empty: bool = False
    flip: LayerIndex | None = None


class Load(_Action, frozen=True, tag="load"):
    """The image of `build`, saved, with a bit changed in layer `flip`, and loaded."""

    id: Name
    build: str = FIRST
    flip: LayerIndex | None = None
    engine: Literal["first", "second"] = "second"
    empty: bool = False


class Prune(_Action, frozen=True, tag="prune"):
    id: Name
    what: Literal["cache", "images", "all", "registry"]


After = Run | Diff | Mounts | Commit | Remove | Push | Pull | Load | Prune
"""What can be done once there is an image."""
Action = Build | After


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
        secrets=tuple(sorted(build.secrets)),
    )


def _salted(file: str | ContextFile, nonce: str) -> str | ContextFile:
    return file.replace(NONCE, nonce) if isinstance(file, str) else file
