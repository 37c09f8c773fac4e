"""Whether the reasons of a build name the edit that came before it."""

from collections.abc import Mapping

import msgspec

from builds.events import Planned, Reason, StepExplained, StepFinished
from tests.proofs.causes import Edit
from tests.proofs.laboratory import Built


class Judgement(msgspec.Struct, frozen=True):
    """By lines: what was rebuilt; the reasons that are unsure; those that do not name the edit."""

    rebuilt: tuple[int, ...]
    unsure: tuple[str, ...]
    wrong: tuple[str, ...]


def judge(edit: Edit, built: Built) -> Judgement:
    steps = next(event for event in built.events if isinstance(event, Planned)).steps
    lines = {index: step.line for index, step in enumerate(steps)}
    finished = [event for event in built.events if isinstance(event, StepFinished)]
    rebuilt = tuple(sorted(lines[event.step] for event in finished if event.cached is False))
    reasons = {lines[event.step]: event.reason for event in built.events if isinstance(event, StepExplained)}
    bench = _Bench(edit, reasons, lines)
    unsure = [line for line in rebuilt if line in reasons and reasons[line].kind == "unsure"]
    wrong = [line for line in rebuilt if line not in unsure and not bench.true(line)]
    said = {line: f"line {line}: {reasons.get(line)}" for line in rebuilt}
    return Judgement(rebuilt, tuple(said[line] for line in unsure), tuple(said[line] for line in wrong))


class _Bench:
    def __init__(self, edit: Edit, reasons: Mapping[int, Reason], lines: Mapping[int, int]) -> None:
        self._edit, self._reasons, self._lines = edit, reasons, lines
        self._ids = edit.after.ids()

    def true(self, line: int) -> bool:
        """Named itself, or by way of a step that is."""
        reason = self._reasons.get(line)
        if reason is None:
            return False
        if reason.kind in ("parent_rebuilt", "source_rebuilt") and reason.culprit is not None:
            return self._names(self._lines[reason.culprit])
        return self._names(line)

    def _names(self, line: int) -> bool:
        reason = self._reasons.get(line)
        causes = self._edit.causes.get(self._ids.get(line, ""), ())
        return reason is not None and any(cause.named_by(reason) for cause in causes)
