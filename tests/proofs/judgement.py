"""Whether the reasons of a build name the edit that came before it."""

from collections.abc import Mapping, Sequence

import msgspec

from builds.events import Planned, Reason, StepExplained, StepFinished
from tests.proofs.causes import Edit
from tests.proofs.laboratory import Built


class Judgement(msgspec.Struct, frozen=True):
    """By lines: what was rebuilt; the reasons that are unsure; those that name an earlier edit, made since
    the build that they compare with; those that name none."""

    rebuilt: tuple[int, ...]
    unsure: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    @property
    def named(self) -> bool:
        return not (self.unsure or self.earlier or self.wrong)


def judge(edit: Edit, built: Built, since: Mapping[str, Sequence[Edit]]) -> Judgement:
    """`since` has, for each earlier build, the edits made after it."""
    steps = next(event for event in built.events if isinstance(event, Planned)).steps
    lines = {index: step.line for index, step in enumerate(steps)}
    finished = [event for event in built.events if isinstance(event, StepFinished)]
    rebuilt = sorted(lines[event.step] for event in finished if event.cached is False)
    reasons = {lines[event.step]: event.reason for event in built.events if isinstance(event, StepExplained)}
    bench = _Bench(edit, reasons, lines, since)
    found = {line: bench.judge(line) for line in rebuilt}
    said = {line: f"line {line}: {reasons.get(line)}" for line in rebuilt}
    kinds = (tuple(said[x] for x in rebuilt if found[x] == kind) for kind in ("unsure", "earlier", "wrong"))
    return Judgement(tuple(rebuilt), *kinds)


class _Bench:
    def __init__(
        self,
        edit: Edit,
        reasons: Mapping[int, Reason],
        lines: Mapping[int, int],
        since: Mapping[str, Sequence[Edit]],
    ) -> None:
        self._edit, self._reasons, self._lines, self._since = edit, reasons, lines, since
        self._ids = edit.after.ids()

    def judge(self, line: int) -> str:
        """A step is judged by its own reason, or by that of the one which it says is to blame."""
        reason = self._reasons.get(line)
        if reason and reason.kind in ("parent_rebuilt", "source_rebuilt") and reason.culprit is not None:
            line = self._lines[reason.culprit]
            reason = self._reasons.get(line)
        if reason is None:
            return "wrong"
        if self._names(self._edit, line, reason):
            return "named"
        if reason.kind == "unsure":
            return "unsure"
        since = self._since.get(reason.build or "", ())
        return "earlier" if any(self._names(edit, line, reason) for edit in since) else "wrong"

    def _names(self, edit: Edit, line: int, reason: Reason) -> bool:
        return any(cause.named_by(reason) for cause in edit.causes.get(self._ids.get(line, ""), ()))
