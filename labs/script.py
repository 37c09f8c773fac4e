"""What grading does with an answer: a few builds and runs, as values."""

from typing import Annotated

import msgspec
from msgspec import Meta

from builds.request import BuildRequest, ContextFile

NONCE = "{nonce}"
"""In the files of a later build this becomes a text that no earlier build has seen. Without it, an answer
that is handed in twice would find its second build cached."""
FIRST = "b1"


class Build(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="build", kw_only=True
):
    """The learner's Dockerfile and files, with `files` laid over."""

    id: Annotated[str, Meta(pattern=r"^b[1-9]$")] = FIRST
    title: str = ""
    files: dict[str, str | ContextFile] = {}
    build_args: dict[str, str] = {}
    target: str | None = None
    no_cache: bool = False


class Run(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="run", kw_only=True):
    """A container of the image of `build`."""

    id: Annotated[str, Meta(pattern=r"^c[1-9]$")]
    build: str = FIRST
    title: str = ""
    command: Annotated[tuple[str, ...], Meta(min_length=1)]


Action = Build | Run


def request_of(build: Build, answer: BuildRequest, nonce: str) -> BuildRequest:
    overlay = {path: _salted(file, nonce) for path, file in build.files.items()}
    return BuildRequest(
        dockerfile=answer.dockerfile,
        files={**answer.files, **overlay},
        build_args={name: value.replace(NONCE, nonce) for name, value in build.build_args.items()},
        target=build.target,
        no_cache=build.no_cache,
    )


def _salted(file: str | ContextFile, nonce: str) -> str | ContextFile:
    return file.replace(NONCE, nonce) if isinstance(file, str) else file
