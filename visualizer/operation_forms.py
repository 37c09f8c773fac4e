"""A plain form for each operation: its fields are those of its request."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from builds.operations.request import OperationRequest


class Field(msgspec.Struct, frozen=True):
    """`options` are those of a choice, the first one chosen; images and containers are the learner's own."""

    name: str
    label: str
    form: Literal["image", "container", "text", "number", "choice", "check"]
    options: tuple[str, ...] = ()
    optional: bool = False
    hint: str = ""


class Form(msgspec.Struct, frozen=True):
    kind: str
    title: str
    does: str
    fields: tuple[Field, ...]

    def filled(self, posted: Mapping[str, str]) -> list[tuple[Field, str]]:
        """Each field with what was written in it, so that a refused form comes back as it was sent."""
        return [(field, posted.get(field.name, "")) for field in self.fields]


_IMAGE = Field("build", "Image", "image")
_CONTAINER = Field("container", "Container", "container")
_TAG = Field("name", "Name", "text", hint="such as my/app:1")
_FLIP = Field("flip", "Layer to change", "number", optional=True, hint="from 0; empty: none")
_ENGINES = (
    Field("engine", "Engine", "choice", ("first", "second")),
    Field("empty", "Empty the second engine before", "check"),
)
FORMS = (
    Form(
        "run",
        "Run a container",
        "A writable layer on top of an image, and a process in it.",
        (
            _IMAGE,
            Field("command", "Command", "text", optional=True, hint="for /bin/sh; empty: the image’s own"),
            Field("name", "Name of the container", "text", optional=True),
            Field("keep", "Keep it when it has ended", "check"),
            Field("detach", "Leave it running", "check"),
        ),
    ),
    Form(
        "exec",
        "Execute a command in a container",
        "In one that was kept.",
        (_CONTAINER, Field("command", "Command", "text", hint="for /bin/sh")),
    ),
    Form("restart", "Restart a container", "On what it wrote before.", (_CONTAINER,)),
    Form("diff", "List the writable layer", "What was added, changed and deleted in it.", (_CONTAINER,)),
    Form("mounts", "Show the overlay’s folders", "Lower, upper, work and merged.", (_CONTAINER,)),
    Form("commit", "Commit a container", "Its writable layer becomes a layer of a new image.", (_CONTAINER,)),
    Form("remove", "Remove a container", "With all it wrote.", (_CONTAINER,)),
    Form("tag", "Tag an image", "One more name; it moves when another image gets it.", (_IMAGE, _TAG)),
    Form("push", "Push an image", "To your own registry: only the layers that it lacks.", (_IMAGE, _TAG)),
    Form(
        "pull",
        "Pull an image",
        "From your own registry, onto either of your engines.",
        (_TAG, *_ENGINES, _FLIP),
    ),
    Form(
        "load",
        "Save, tamper and load",
        "Changes one bit of a layer on the way. Who notices?",
        (
            _IMAGE,
            _FLIP,
            Field("engine", "Engine", "choice", ("second", "first")),
            Field("empty", "Empty the second engine before", "check"),
        ),
    ),
    Form(
        "prune",
        "Prune",
        "What nothing needs any more goes.",
        (Field("what", "What", "choice", ("cache", "images", "all", "registry")),),
    ),
)


def asked(kind: str, posted: Mapping[str, str]) -> OperationRequest:
    """The request of a filled form. Raises msgspec.ValidationError; other fields are ignored."""
    values: dict[str, object] = {"kind": kind}
    for field in next((form.fields for form in FORMS if form.kind == kind), ()):
        value = posted.get(field.name, "")
        if field.form == "check":
            values[field.name] = value == "on"
        elif value or not field.optional:
            values[field.name] = value
    request: OperationRequest = msgspec.convert(values, OperationRequest, strict=False)
    return request
