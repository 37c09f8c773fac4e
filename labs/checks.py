"""Checks of a task: declarative, over recorded facts only. No author's code runs anywhere."""

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from labs.facts import Path
from labs.script import FIRST

Op = Literal["==", "!=", "<=", ">=", "<", ">"]
Key = Literal["Env", "Cmd", "Entrypoint", "Labels", "WorkingDir", "User"]
Text = Annotated[str, Meta(min_length=1)]


class _Check(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="check", kw_only=True):
    """`build` is the script's build it looks at; `id` defaults to the kind, `says` to words of our own."""

    build: str = FIRST
    id: str = ""
    says: str = ""


class BuildOk(_Check, frozen=True, tag="build_ok"):
    pass


class BuildFails(_Check, frozen=True, tag="build_fails"):
    """With an error that matches."""

    match: str = ""


class StepsRun(_Check, frozen=True, tag="steps_run"):
    op: Op
    n: int


class StepCached(_Check, frozen=True, tag="step_cached"):
    """Steps whose instruction matches: there is one, and all of them were cached."""

    match: Text


class StepRan(_Check, frozen=True, tag="step_ran"):
    match: Text


class StepExists(_Check, frozen=True, tag="step_exists"):
    match: Text
    want: bool = True


class LayerCount(_Check, frozen=True, tag="layer_count"):
    op: Op
    n: int
    minus_base: bool = True


class EmptyLayers(_Check, frozen=True, tag="empty_layers"):
    op: Op
    n: int


class ImageBytes(_Check, frozen=True, tag="image_bytes"):
    """Compressed, as transferred."""

    op: Op
    n: int
    minus_base: bool = True


class Config(_Check, frozen=True, tag="config"):
    key: Key
    value: str = ""
    """Empty: anything will do, as long as it is set."""


class PathInImage(_Check, frozen=True, tag="path_in_image"):
    path: Path
    want: bool = True


class PathInAnyLayer(_Check, frozen=True, tag="path_in_any_layer"):
    path: Path
    want: bool = True


class PathMode(_Check, frozen=True, tag="path_mode"):
    """In the topmost layer that stores it; `mode` in octal digits."""

    path: Path
    mode: Annotated[str, Meta(pattern=r"^[0-7]{3,4}$")]
    uid: int | None = None


class TextAnywhere(_Check, frozen=True, tag="text_anywhere"):
    """In the bytes of any layer, or in the config with its history."""

    text: Annotated[str, Meta(min_length=4)]
    want: bool = False


class Dockerfile(_Check, frozen=True, tag="dockerfile"):
    """Only to demand or forbid a form; never the only check."""

    match: Text
    want: bool = True


class Stdout(_Check, frozen=True, tag="stdout"):
    run: str
    match: Text


Check = (
    BuildOk
    | BuildFails
    | StepsRun
    | StepCached
    | StepRan
    | StepExists
    | LayerCount
    | EmptyLayers
    | ImageBytes
    | Config
    | PathInImage
    | PathInAnyLayer
    | PathMode
    | TextAnywhere
    | Dockerfile
    | Stdout
)


def id_of(check: Check) -> str:
    return check.id or str(check.__struct_config__.tag)


def texts(checks: Sequence[Check]) -> dict[str, set[str]]:
    """Build → texts to be looked for in its bytes."""
    wanted: dict[str, set[str]] = {}
    for check in checks:
        if isinstance(check, TextAnywhere):
            wanted.setdefault(check.build, set()).add(check.text)
    return wanted
