"""What may be built: the limits a request must keep, and the source policy that BuildKit enforces.

Only what no engine should ever be asked is refused here, with its line. An ordinary mistake, such as a base
image that is not on offer, goes to the engine, and the learner reads the engine's own words.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from builds.advice import over
from builds.dockerfile import Plan, parse
from builds.instructions import DockerfileUnreadable, Instruction, directives
from builds.request import BuildRequest, ContextFile

IGNORE_FILES = (".dockerignore", "Dockerfile.dockerignore")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_REMOTE = re.compile(r"(?:https?|git|ssh|ftps?|oci-layout|docker-image)://|[\w.-]+@[\w.-]+:", re.IGNORECASE)


REGISTRY = "localhost:5000"
"""A learner's own registry, as the engine's daemon and BuildKit reach it."""
TAGS = "my/"
"""Begins every name that learners give, so that none hides a base image or another operation's."""
TAG_LENGTH = 128
_TAG = re.compile(TAGS + r"[a-z0-9]+(?:[._-][a-z0-9]+)*:\w[\w.-]{0,63}", re.ASCII)


class Limits(msgspec.Struct, frozen=True):
    """The defaults suit a lesson; an exercise may narrow them. Sizes are bytes, times seconds."""

    dockerfile_bytes: int = 64 * 1024
    files: int = 500
    context_bytes: int = 2 * 1024 * 1024
    """The sum of the files' decoded contents."""
    path_bytes: int = 1024
    name_bytes: int = 255
    build_args: int = 50
    build_arg_bytes: int = 4096
    secrets: int = 10
    secret_bytes: int = 8 * 1024
    """Of each value."""
    steps: int = 100
    stages: int = 20
    layers: int = 60
    """Of one stage, with those of the stages that it stands on; those of the base image are not counted."""
    wall_seconds: float = 120.0
    log_bytes: int = 4 * 1024 * 1024
    """Output kept of one build; what comes after is dropped, and the log says so."""


class Problem(msgspec.Struct, frozen=True):
    """Why a request is refused. `limit` and `value` name the limit it broke; `line` is the Dockerfile's."""

    code: str
    message: str
    line: int | None = None
    path: str | None = None
    limit: str | None = None
    value: int | None = None


def check(request: BuildRequest, limits: Limits) -> list[Problem]:
    """Everything wrong with the request; an empty list lets it through to the engine."""
    problems = [*_check_dockerfile(request, limits), *_check_arguments(request, limits)]
    return [*problems, *_check_context(request.context(), limits), *_check_cache(request)]


def check_tag(name: str) -> list[Problem]:
    if len(name) <= TAG_LENGTH and _TAG.fullmatch(name):
        return []
    return [Problem("tag", f"{name[:80]!r} is no name for an image; expected one such as my/app:1.")]


def source_policy(images: Sequence[str]) -> dict[str, object]:
    """BuildKit's source policy: nothing but the build context and these images, by tag or by digest.

    BuildKit matches the last rule that fits, and asks again with the digest it resolved a tag to.
    """
    allowed = ["local://*"]
    for image in images:
        name, tag = split_tag(image)
        allowed += [
            f"docker-image://{name}:{tag}",
            f"docker-image://{name}:{tag}@*",
            f"docker-image://{name}@*",
        ]
    deny = {"action": "DENY", "selector": {"identifier": "*"}}
    return {"rules": [deny, *({"action": "ALLOW", "selector": {"identifier": name}} for name in allowed)]}


def split_tag(image: str) -> tuple[str, str]:
    """`lab/base` as BuildKit names it: `docker.io/lab/base` and `latest`."""
    name, colon, tag = image.rpartition(":")
    if not colon or "/" in tag:
        name, tag = image, "latest"
    host = name.split("/")[0]
    if "/" not in name:
        name = f"docker.io/library/{name}"
    elif "." not in host and ":" not in host and host != "localhost":
        name = f"docker.io/{name}"
    return name, tag


def _check_dockerfile(request: BuildRequest, limits: Limits) -> Iterator[Problem]:
    try:
        size = len(request.dockerfile.encode())
    except UnicodeEncodeError:
        yield Problem("encoding", "The Dockerfile is not valid Unicode text.")
        return
    if size > limits.dockerfile_bytes:
        yield problem_over("dockerfile_bytes", limits.dockerfile_bytes, f"The Dockerfile has {size} bytes")
        return
    yield from _check_directives(request.dockerfile)
    try:
        plan = parse(request.dockerfile, request.build_args)
    except DockerfileUnreadable:
        return
    yield from _check_plan(plan, limits)


def _check_directives(dockerfile: str) -> Iterator[Problem]:
    for name, value, line in directives(dockerfile):
        if name == "syntax":
            message = (
                f"“syntax={value}” asks for another Dockerfile reader; only the engine's own is on offer."
            )
            yield Problem("syntax-directive", message, line=line)


def _check_plan(plan: Plan, limits: Limits) -> Iterator[Problem]:
    if len(plan.stages) > limits.stages:
        line = plan.stages[limits.stages].line
        yield problem_over(
            "stages", limits.stages, f"The Dockerfile has {len(plan.stages)} stages", line=line
        )
    if len(plan.steps) > limits.steps:
        line = plan.steps[limits.steps].line
        yield problem_over(
            "steps", limits.steps, f"The Dockerfile has {len(plan.steps)} instructions", line=line
        )
    yield from _check_layers(plan, limits.layers)
    for instruction in plan.instructions:
        yield from _check_instruction(instruction)


def _check_layers(plan: Plan, limit: int) -> Iterator[Problem]:
    """At the first step of a stage that is one too many; what turns out to change nothing is counted, too."""
    counts: list[int] = []
    for stage in plan.stages:
        steps = (step for step in plan.steps if step.stage_index == stage.index)
        own = [step for step in steps if step.makes_layer and step.keyword != "FROM"]
        below = counts[stage.base_stage] if stage.base_stage is not None else 0
        counts.append(below + len(own))
        if below <= limit < counts[-1]:
            found = f"A stage would have {counts[-1]} layers above its base image"
            yield problem_over("layers", limit, found, line=own[limit - below].line)


def _check_instruction(instruction: Instruction) -> Iterator[Problem]:
    flag = instruction.flag
    if instruction.keyword == "RUN" and flag("network") not in (None, "default", "none"):
        message = f"RUN --network={flag('network')} is refused: steps run without a network."
        yield Problem("network", message, line=instruction.line)
    if instruction.keyword == "RUN" and flag("security") not in (None, "sandbox"):
        message = f"RUN --security={flag('security')} is refused: steps run in the sandbox."
        yield Problem("security", message, line=instruction.line)
    if instruction.keyword == "RUN" and flag("device") is not None:
        yield Problem("device", "RUN --device is refused: steps get no devices.", line=instruction.line)
    if instruction.keyword == "ADD":
        for source in filter(_REMOTE.match, instruction.words[:-1]):
            message = (
                f"ADD cannot fetch {source}: builds have no network. Put the file into the build context."
            )
            yield Problem("remote-source", message, line=instruction.line)


def _check_arguments(request: BuildRequest, limits: Limits) -> Iterator[Problem]:
    if len(request.build_args) > limits.build_args:
        yield problem_over(
            "build_args", limits.build_args, f"There are {len(request.build_args)} build arguments"
        )
        return
    for name, value in request.build_args.items():
        if not _ARGUMENT.fullmatch(name) or name.upper() == "BUILDKIT_SYNTAX":
            yield Problem("build-arg", f"{name[:80]!r} cannot be the name of a build argument.")
        elif size_of(value) > limits.build_arg_bytes:
            yield problem_over(
                "build_arg_bytes", limits.build_arg_bytes, f"Build argument {name} is too long"
            )
        elif size_of(value) < 0 or "\0" in value:
            yield Problem("build-arg", f"The value of build argument {name} is not text.")
    if request.target is not None and not re.fullmatch(r"[\w.-]{1,128}", request.target, re.ASCII):
        yield Problem("target", f"{request.target[:80]!r} cannot be the name of a stage.")


def _check_context(files: Mapping[str, ContextFile], limits: Limits) -> Iterator[Problem]:
    if len(files) > limits.files:
        yield problem_over("files", limits.files, f"The build context has {len(files)} files")
        return
    total = 0
    for path, file in files.items():
        yield from _check_path(path, file, files, limits)
        try:
            total += len(file.content()) if file.regular else 0
        except ValueError:
            yield Problem("encoding", f"The content of {path[:80]} cannot be decoded.", path=path)
    if total > limits.context_bytes:
        yield problem_over("context_bytes", limits.context_bytes, f"The files have {total} bytes together")


def _check_cache(request: BuildRequest) -> Iterator[Problem]:
    for name in (request.cache_from, request.cache_to.name if request.cache_to else None):
        if name is not None:
            yield from check_tag(name)


def _check_path(
    path: str, file: ContextFile, files: Mapping[str, ContextFile], limits: Limits
) -> Iterator[Problem]:
    if fault := _path_fault(path, limits) or _target_fault(file.symlink, limits):
        yield Problem("path", f"{path[:80]!r} {fault}.", path=path)
        return
    if path.split("/")[0] == "Dockerfile":
        yield Problem("path", "The Dockerfile is given as `dockerfile`, not among the files.", path=path)
    if path in IGNORE_FILES and not file.regular:
        yield Problem("path", f"{path} must be a regular file.", path=path)
    parents = path.split("/")[:-1]
    for count in range(1, len(parents) + 1):
        above = files.get("/".join(parents[:count]))
        if above and not above.directory:
            yield Problem("path", f"{path[:80]!r} lies below something that is not a directory.", path=path)


def _path_fault(path: str, limits: Limits) -> str | None:
    if size_of(path) < 0 or _CONTROL.search(path):
        return "holds a character that a path here may not have"
    if path.startswith("/") or posixpath.normpath(path) != path or path.split("/")[0] in (".", ".."):
        return "is not a plain relative path"
    if size_of(path) > limits.path_bytes or any(
        size_of(part) > limits.name_bytes for part in path.split("/")
    ):
        return f"is longer than {limits.path_bytes} bytes, or one of its names than {limits.name_bytes}"
    return None


def _target_fault(target: str | None, limits: Limits) -> str | None:
    if target is None or (0 < size_of(target) <= limits.path_bytes and "\0" not in target):
        return None
    return f"points to nothing that a link can hold; expected 1 to {limits.path_bytes} bytes"


def size_of(text: str) -> int:
    """Bytes in UTF-8; -1 where it is not valid Unicode."""
    try:
        return len(text.encode())
    except UnicodeEncodeError:
        return -1


def problem_over(limit: str, value: int, found: str, line: int | None = None) -> Problem:
    return Problem("limit", over(limit, value, found), line=line, limit=limit, value=value)
