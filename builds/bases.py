"""The base images on offer, and getting them into an engine's image store."""

import functools
import json
import urllib.parse
from collections.abc import Sequence
from http import HTTPStatus

from django.conf import settings

from builds.dockerd import TAR, Connection
from builds.dockerfile import parse
from builds.instructions import DockerfileUnreadable
from builds.request import BuildRequest
from engine.bases import BaseImage, load_catalogue

__all__ = ["BaseImage", "NotLoaded", "catalogue", "load_missing", "named"]


class NotLoaded(Exception):
    """The engine did not take a base image; the message is its own."""

    @property
    def full(self) -> bool:
        return "no space left on device" in str(self)


@functools.cache
def catalogue() -> tuple[BaseImage, ...]:
    """Smallest first. Read once: the images are built before any process of the site starts."""
    return tuple(load_catalogue(settings.CACHE_DIR))


def named(request: BuildRequest) -> list[BaseImage]:
    """Those on offer that the request may mean: an engine holds only what its learner has asked for."""
    written = "\n".join((request.dockerfile, *request.build_args.values()))
    return [image for image in catalogue() if image.name in written or _expanded(image, request)]


def load_missing(host: str, images: Sequence[BaseImage]) -> None:
    """Load those images that the engine at `host` (`unix://PATH`) lacks. Raises NotLoaded."""
    with Connection(host) as engine:
        for image in images:
            if not _holds(engine, image.name):
                _load(engine, image)


def _expanded(image: BaseImage, request: BuildRequest) -> bool:
    """Whether a FROM names it by way of a variable."""
    try:
        stages = parse(request.dockerfile, request.build_args).stages
    except DockerfileUnreadable:
        return False
    return any(stage.base.partition(":")[0] == image.name for stage in stages)


def _holds(engine: Connection, name: str) -> bool:
    engine.request("GET", f"/images/{urllib.parse.quote(name)}/json")
    answer = engine.getresponse()
    answer.read()
    return answer.status == HTTPStatus.OK


def _load(engine: Connection, image: BaseImage) -> None:
    with image.archive.open("rb") as archive:
        engine.request("POST", "/images/load?quiet=1", archive, TAR)
        answer = engine.getresponse()
        said = answer.read().decode(errors="replace")
    problems = [line for line in said.splitlines() if "error" in json.loads(line or "{}")]
    if answer.status != HTTPStatus.OK or problems:
        raise NotLoaded(f"{image.name} could not be loaded: {said.strip()}")
