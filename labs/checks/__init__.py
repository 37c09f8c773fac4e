"""Checks of a task. `Check` is any of them; each says what it asks for, and looks for it."""

from collections.abc import Sequence

from labs.checks.check import Builds
from labs.checks.containers import ContainerDiff, Stdout, UpperBytes
from labs.checks.layers import (
    Config,
    EmptyLayers,
    ImageBytes,
    LayerBytes,
    LayerCount,
    SameImage,
    SameLastLayer,
    SharedLayers,
)
from labs.checks.paths import ContentCopies, PathInAnyLayer, PathInImage, PathMode, TextAnywhere, Whiteout
from labs.checks.steps import (
    BuildFails,
    BuildOk,
    Dockerfile,
    StageAbsent,
    StepCached,
    StepExists,
    StepRan,
    StepsRun,
)

Check = (
    BuildOk
    | BuildFails
    | StepsRun
    | StepCached
    | StepRan
    | StepExists
    | StageAbsent
    | LayerCount
    | EmptyLayers
    | ImageBytes
    | LayerBytes
    | SharedLayers
    | SameImage
    | SameLastLayer
    | Config
    | PathInImage
    | PathInAnyLayer
    | PathMode
    | Whiteout
    | ContentCopies
    | TextAnywhere
    | Dockerfile
    | Stdout
    | ContainerDiff
    | UpperBytes
)

__all__ = ["Builds", "Check", "TextAnywhere", "describe", "id_of", "texts"]


def id_of(check: Check) -> str:
    return check.id or str(check.__struct_config__.tag)


def describe(check: Check) -> str:
    return check.says or check.words()


def texts(checks: Sequence[Check]) -> dict[str, set[str]]:
    """Build → texts to be looked for in its bytes."""
    wanted: dict[str, set[str]] = {}
    for check in checks:
        if isinstance(check, TextAnywhere):
            wanted.setdefault(check.build, set()).add(check.text)
    return wanted
