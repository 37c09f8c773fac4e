"""The kinds of facts that may decide a question. `Fact` is any of them."""

from labs.deciding.beside import Growth, NewBytes, SameImage, SharedLayers
from labs.deciding.containers import Ended, Moved, Stdout, WrittenBytes, WrittenPath
from labs.deciding.fact import UNITS, Found, rough
from labs.deciding.layers import (
    DistinctLayers,
    EmptyLayers,
    Holders,
    ImageBytes,
    LayerBytes,
    LayerCount,
    PathState,
)
from labs.deciding.steps import Outcome, Stage, Step, StepsRun
from labs.facts import BuildFacts

Fact = (
    Outcome
    | LayerCount
    | EmptyLayers
    | DistinctLayers
    | StepsRun
    | Step
    | Stage
    | PathState
    | Holders
    | LayerBytes
    | ImageBytes
    | Growth
    | NewBytes
    | SharedLayers
    | SameImage
    | Stdout
    | WrittenPath
    | WrittenBytes
    | Moved
    | Ended
)

__all__ = ["UNITS", "Fact", "Found", "Outcome", "find", "rough"]


def find(fact: Fact, facts: BuildFacts) -> Found | None:
    """None where this build does not have it."""
    return fact.find(facts) if facts.built or isinstance(fact, Outcome) else None
