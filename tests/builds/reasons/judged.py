"""Reasons held against what the table says."""

from collections.abc import Mapping, Sequence

from builds.events import Reason, StepFinished
from tests.builds.reasons.table import Row, Told


def faults(row: Row, verdicts: Sequence[StepFinished], told: Mapping[int, Reason]) -> list[str]:
    """Where the last build of a row went otherwise than it says. Above its first rebuilt step, all that was
    rebuilt must name that one."""
    rebuilt = [seen.step for seen in verdicts if seen.cached is False]
    expected = [step for step, told in row.told.items() if told.kind != "cached_anyway"]
    found = [f"{row.name}: rebuilt {rebuilt}"] if sorted(rebuilt)[:1] != sorted(expected)[:1] else []
    found += [f"{row.name}: {step} is not explained" for step in row.told if step not in told]
    right = {step: row.told.get(step) or _above(row, min(expected, default=0)) for step in told}
    was = {step: _as_told(reason) for step, reason in told.items()}
    return found + [f"{row.name}: {step} {told[step]}" for step in told if was[step] != right[step]]


def _above(row: Row, first: int) -> Told:
    """What is rebuilt only since the row's first step was."""
    no_cache = row.told.get(first) == Told("no_cache")
    return Told("no_cache") if no_cache else Told("parent_rebuilt", culprit=first)


def _as_told(reason: Reason) -> Told:
    harmless = (f"{change.what} {change.name}" for change in reason.harmless)
    evidence = (*(change.path for change in reason.paths), *reason.names, *harmless)
    return Told(reason.kind, evidence, reason.culprit)
