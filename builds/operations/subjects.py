"""What an operation is done to: an image or a container of the same learner's earlier operations."""

import uuid
from typing import TypeVar

import msgspec

from builds.access import find_operation
from builds.models import Kind, Learner, Operation, Status
from builds.operations.request import Asked, OperationRequest, PullRequest, RunRequest
from builds.policy import Problem

Request = TypeVar("Request", bound=Asked)
MAKE_IMAGES = (Kind.BUILD, Kind.COMMIT, Kind.PULL)


class NoSubject(Exception):
    """The learner has no such operation."""


def check(learner: Learner, request: OperationRequest) -> list[Problem]:
    """Why the subjects will not do. Raises NoSubject. Whether the engine still has them, it tells itself."""
    problems = []
    if build := getattr(request, "build", None):
        problems += _check_image(learner, build)
    if container := getattr(request, "container", None):
        problems += _check_container(learner, container)
    return problems


def _check_image(learner: Learner, build: uuid.UUID) -> list[Problem]:
    found = _find(learner, build, MAKE_IMAGES, "build")
    if found.kind == Kind.PULL and _asked(found, PullRequest).engine == "second":
        return [Problem("build", f"Pull {found.pk} went to your second engine; nothing is done there.")]
    if found.status == Status.COMPLETED:
        return []
    message = f"Build {found.pk} is {found.status}; expected a completed one, which has an image."
    return [Problem("build", message)]


def _check_container(learner: Learner, run: uuid.UUID) -> list[Problem]:
    found = _find(learner, run, (Kind.RUN,), "run")
    if not _asked(found, RunRequest).kept:
        return [Problem("container", f"Run {run} kept no container; run it with `keep`.")]
    if found.started_at is None:
        return [Problem("container", f"Run {run} is {found.status}; it has no container.")]
    return []


def _asked(operation: Operation, kind: type[Request]) -> Request:
    return msgspec.json.decode(operation.request, type=kind)


def _find(learner: Learner, operation: uuid.UUID, kinds: tuple[Kind, ...], noun: str) -> Operation:
    try:
        found = find_operation(learner, operation)
    except Operation.DoesNotExist:
        raise NoSubject(f"You have no {noun} {operation}.") from None
    if found.kind not in kinds:
        raise NoSubject(f"You have no {noun} {operation}.")
    if found.recorded_at is not None:
        raise NoSubject(f"The {noun} {operation} is a recording; your engine has nothing of it.")
    return found
