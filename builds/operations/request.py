"""What a learner asks to have done, as it comes over the wire: `kind` says which.

`build` is the operation that made an image: a build or a commit. `container` is the `run` that kept it.
A `command` as text is run by a shell; as words it is run as it is.
"""

import uuid
from typing import Annotated, Literal, get_args

import msgspec

LayerIndex = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Command = str | tuple[str, ...]


class Asked(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="kind"):
    pass


class RunRequest(Asked, frozen=True, tag="run"):
    """A container of an image. Words follow the image's ENTRYPOINT; without a command, its CMD does.

    `name` becomes the container's. `keep` leaves it on the engine when its process has ended; `detach` too,
    and does not wait for that end.
    """

    build: uuid.UUID
    command: Command = ()
    name: str | None = None
    keep: bool = False
    detach: bool = False

    @property
    def kept(self) -> bool:
        return self.keep or self.detach


class ExecRequest(Asked, frozen=True, tag="exec"):
    """One more command in a kept container, which is started for it where it does not run."""

    container: uuid.UUID
    command: Command


class RestartRequest(Asked, frozen=True, tag="restart"):
    """End the container's process, if it still runs, and start it again on what it wrote."""

    container: uuid.UUID


class RemoveRequest(Asked, frozen=True, tag="remove"):
    """The container, with all it wrote."""

    container: uuid.UUID


class DiffRequest(Asked, frozen=True, tag="diff"):
    """What the container's writable layer holds."""

    container: uuid.UUID


class MountsRequest(Asked, frozen=True, tag="mounts"):
    """The folders that the container's file system is laid over; it is started for that."""

    container: uuid.UUID


class CommitRequest(Asked, frozen=True, tag="commit"):
    """An image of the container: its image's layers, and the writable one on top."""

    container: uuid.UUID


class TagRequest(Asked, frozen=True, tag="tag"):
    """Another name for an image, `my/NAME:TAG`; one that another image has moves."""

    build: uuid.UUID
    name: str


class PushRequest(Asked, frozen=True, tag="push"):
    """Send an image to the learner's registry, where it is called `my/NAME:TAG`."""

    build: uuid.UUID
    name: str


class PullRequest(Asked, frozen=True, tag="pull"):
    """Fetch an image from the learner's registry; onto the second engine, which may be emptied before, and
    with a bit changed in the middle of layer `flip` on its way."""

    name: str
    engine: Literal["first", "second"] = "first"
    empty: bool = False
    flip: LayerIndex | None = None


class LoadRequest(Asked, frozen=True, tag="load"):
    """Save an image, change a bit in the middle of its layer `flip`, and load it: onto the second engine,
    which may be emptied before, or onto the first, which has the image already."""

    build: uuid.UUID
    flip: LayerIndex | None = None
    engine: Literal["first", "second"] = "second"
    empty: bool = False


class PruneRequest(Asked, frozen=True, tag="prune"):
    """Throw away what nothing needs: the build cache, images, or both; or the whole registry."""

    what: Literal["cache", "images", "all", "registry"]


OperationRequest = (
    RunRequest
    | ExecRequest
    | RestartRequest
    | RemoveRequest
    | DiffRequest
    | MountsRequest
    | CommitRequest
    | TagRequest
    | PushRequest
    | PullRequest
    | LoadRequest
    | PruneRequest
)
REQUESTS: dict[str, type[OperationRequest]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(OperationRequest)
}


def kind_of(request: OperationRequest) -> str:
    return str(request.__struct_config__.tag)


def decode(kind: str, content: bytes | memoryview) -> OperationRequest:
    """A stored request of this kind."""
    return msgspec.json.decode(content, type=REQUESTS[kind])
