"""Whether what is said of changes that do not count is true: read from the two projects, not as the product
does it. That they do not count is BuildKit's own verdict: the step was cached."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from builds.events import Harmless, Planned, Reason, StepExplained, StepFinished
from tests.proofs.causes import Edit
from tests.proofs.laboratory import Built
from tests.proofs.places import EVERYTHING
from tests.proofs.project import Line, Project

_WORD = re.compile(r"\w+")


def false_claims(before: Project, after: Project, built: Built, earlier: Mapping[str, Project]) -> list[str]:
    """By lines. `earlier` has what each earlier build was made of, by its id."""
    bench = _Bench(before, after, built, earlier)
    return [
        f"line {bench.line(step)}: {change} of {reason}"
        for step, reason in _cached_anyway(built)
        for change in reason.harmless
        if not bench.is_true(step, reason, change)
    ]


def tells(edit: Edit, built: Built) -> bool | None:
    """Whether one of the cached steps tells the change, where the edit says that one can. None where none
    can, or where something was rebuilt or nothing is there to be cached."""
    verdicts = {event.cached for event in built.events if isinstance(event, StepFinished)}
    if not edit.told or verdicts <= {None} or False in verdicts:
        return None
    said = {(x.what, x.name) for _, reason in _cached_anyway(built) for x in reason.harmless}
    return any(what == one and name in ("", other) for one, other in said for what, name in edit.told)


def _cached_anyway(built: Built) -> Iterator[tuple[int, Reason]]:
    for event in built.events:
        if isinstance(event, StepExplained) and event.reason.kind == "cached_anyway":
            yield event.step, event.reason


class _Bench:
    def __init__(self, before: Project, after: Project, built: Built, earlier: Mapping[str, Project]) -> None:
        self._before, self._after, self._earlier = before, after, earlier
        self._steps = next(event for event in built.events if isinstance(event, Planned)).steps
        ended = [event for event in built.events if isinstance(event, StepFinished)]
        self._rebuilt = {event.step for event in ended if event.cached is False}
        self._then = {before.line(place).id: before.line(place) for place in before.places()}
        self._now = {after.number(place): after.line(place) for place in after.places()}

    def line(self, step: int) -> int:
        return self._steps[step].line

    def is_true(self, step: int, reason: Reason, change: Harmless) -> bool:
        own = self._now[self.line(step)]
        checks: Mapping[str, Callable[[], bool]] = {
            "mtime": lambda: self._dated(change.name),
            "not_copied": lambda: self._differs(change.name) and not self._takes_all(own),
            "ignored": lambda: self._differs(change.name) and bool(self._ignores()),
            "comment": lambda: self._comments(self._before) != self._comments(self._after),
            "spelling": lambda: self._respelled(own),
            "stage_name": lambda: self._heads(self._before) != self._heads(self._after),
            "base_name": lambda: self._heads(self._before) != self._heads(self._after),
            "setting": lambda: self._said(self._before, change.name) != self._said(self._after, change.name),
            "variable": lambda: self._set(self._before, change.name) != self._set(self._after, change.name),
            "argument": lambda: self._undeclared(change.name),
            "secret": lambda: "type=secret" in own.text and change.name in own.text,
            "restored": lambda: self._was(self._earlier[reason.build or ""], own) and self._moved_on(own),
            "same_output": lambda: reason.culprit in self._rebuilt and "from=" in own.text,
            "linked": lambda: reason.culprit in self._rebuilt and "--link" in own.text,
            "no_cache": lambda: self._after.no_cache and own.text.upper().startswith("WORKDIR"),
        }
        return checks[change.what]()

    def _dated(self, path: str) -> bool:
        old, new = self._before.files.get(path), self._after.files.get(path)
        return (
            old is not None and new is not None and old.content() == new.content() and old.mtime != new.mtime
        )

    def _differs(self, path: str) -> bool:
        old, new = self._before.files.get(path), self._after.files.get(path)
        if old and new and old.regular and new.regular:
            return (old.content(), old.mode) != (new.content(), new.mode)
        return old != new

    def _takes_all(self, own: Line) -> bool:
        return bool(EVERYTHING.match(own.text)) and "--exclude" not in own.text

    def _ignores(self) -> str:
        names = (".dockerignore", "Dockerfile.dockerignore")
        return "".join(self._after.files[name].text or "" for name in names if name in self._after.files)

    def _comments(self, project: Project) -> Counter[str]:
        lines = project.dockerfile().split("\n")
        return Counter(line.strip() for line in lines if line.strip().startswith("#"))

    def _respelled(self, own: Line) -> bool:
        """Where the line is new since the last build, that had it in no place."""
        then = self._then.get(own.id)
        return then.text != own.text if then else all(own.text != line.text for line in self._then.values())

    def _heads(self, project: Project) -> list[str]:
        return [*project.head, *(stage.head for stage in project.stages)]

    def _said(self, project: Project, keyword: str) -> Counter[str]:
        """All instructions of a keyword, as words."""
        texts = (project.line(place).text for place in project.places())
        return Counter(" ".join(text.split()) for text in texts if text.upper().startswith(keyword))

    def _set(self, project: Project, name: str) -> tuple[object, ...]:
        """What sets a variable, USER or SHELL."""
        texts = [*project.head, *(project.line(place).text for place in project.places())]
        setting = [x for x in texts if x.upper().startswith(("ENV", "ARG", "USER", "SHELL", "ONBUILD"))]
        return (project.build_args.get(name), *(x for x in setting if name in _WORD.findall(x)))

    def _undeclared(self, name: str) -> bool:
        declared = re.search(rf"^ARG (?:.* )?{name}\b", self._after.dockerfile(), re.MULTILINE)
        return not declared and self._before.build_args.get(name) != self._after.build_args.get(name)

    def _was(self, earlier: Project, own: Line) -> bool:
        return any(earlier.line(place).text == own.text for place in earlier.places())

    def _moved_on(self, own: Line) -> bool:
        """Whether the last build was made of something else."""
        return self._before.request() != self._after.request()
