"""The builds of cases and of proofs, as they were recorded: real ones, kept in `labs/bank/recorded/`."""

import functools
from pathlib import Path

from builds import recording
from builds.recording import Recording
from builds.state import fold
from labs.facts import BuildFacts

RECORDED = Path(__file__).parents[1] / "bank" / "recorded"


def file_name(name: str, variant: int, build: int) -> str:
    return f"{name}.{variant}.{build}.json"


@functools.cache
def builds(name: str, variant: int) -> tuple[Recording, ...]:
    """In the order in which they were made; none where nothing was recorded under this name."""
    found: list[Recording] = []
    while (path := RECORDED / file_name(name, variant, len(found))).exists():
        found.append(recording.decode(path.read_bytes()))
    return tuple(found)


@functools.cache
def facts(name: str, variant: int) -> tuple[BuildFacts, ...]:
    """Of each of them, beside those of the one before."""
    before: BuildFacts | None = None
    found: list[BuildFacts] = []
    for place, one in enumerate(builds(name, variant)):
        state = fold(f"{name}.{variant}.{place}", one.entries(), one.recorded_at)
        changes = [one.changes(layer.chain_id) for layer in state.layers]
        before = BuildFacts(request=one.request, state=state, changes=changes, before=before)
        found.append(before)
    return tuple(found)
