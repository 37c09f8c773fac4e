"""What changed since the last build and yet leaves a step cached: changes that BuildKit does not look at."""

from collections import Counter
from collections.abc import Iterator, Mapping

from builds.context import derived_mtime
from builds.dockerfile import Plan
from builds.events import Harmless, HarmlessKind
from builds.reasons import manifest
from builds.reasons.flags import nameless, secrets
from builds.reasons.inputs import Input, Inputs
from builds.reasons.notes import notes
from builds.reasons.past import Past
from builds.request import BuildRequest, ContextFile

NAMES = 20
"""Changes kept as evidence of one step."""
Found = Iterator[tuple[HarmlessKind, str]]
Notes = Mapping[int, tuple[str, ...]]


class Changes:
    """Between a build and the last one before it."""

    def __init__(self, request: BuildRequest, plan: Plan, inputs: Inputs, last: Past) -> None:
        self._plan, self._inputs, self._last = plan, inputs, last
        now, before = inputs.manifest, last.inputs.manifest
        self._paths = [x.path for x in manifest.changes(before.everything, now.everything, before, now)]
        self._dates = _dates(request.context(), last.request.context())
        self._notes = notes(request.dockerfile, plan), notes(last.request.dockerfile, last.plan)
        self._rewritten = _rewritten(*self._notes)
        self._arguments = _undeclared(request, plan, last)
        self._secrets = {*request.secrets, *last.request.secrets}

    def noticed_by(self, own: Input, then: Input) -> list[Harmless]:
        """What `own` could have noticed; `then` is the step of the last build that has the same key."""
        found = [
            *(("mtime", path) for path in self._dates if path in own.files),
            *self._wording(own, then),
            *self._variables(own, then),
            *self._beside(own, then),
            *(("secret", id) for id in secrets(self._plan.scopes[own.step]) if id in self._secrets),
            *self._noted(own, then),
            *(self._of_stage(own, then) if own.step == self._first(own) else ()),
        ]
        return [Harmless(what, name) for what, name in found[:NAMES]]

    def _wording(self, own: Input, then: Input) -> Found:
        now, before = self._plan.steps[own.step], self._last.plan.steps[then.step]
        if now.instruction != before.instruction:
            yield "stage_name" if self._only_names(own, then) else "spelling", now.keyword

    def _only_names(self, own: Input, then: Input) -> bool:
        """Whether the flags differ, and in no more than what stages are called."""
        both = ((self._plan, own.step), (self._last.plan, then.step))
        now, before = (plan.scopes[step].flags for plan, step in both)
        plain = [[nameless(plan, flag) for flag in plan.scopes[step].flags] for plan, step in both]
        return own.words == then.words and now != before and plain[0] == plain[1]

    def _variables(self, own: Input, then: Input) -> Found:
        """A RUN sees them all: had they changed, it would have another key."""
        now, before = self._plan.scopes[own.step], self._last.plan.scopes[then.step]
        if own.keyword == "RUN":
            return
        yield from (("variable", name) for name in _different(now.variables, before.variables))
        if now.user != before.user:
            yield "variable", "USER"
        if now.shell != before.shell:
            yield "variable", "SHELL"

    def _beside(self, own: Input, then: Input) -> Found:
        """Files of the context that it does not take. Only of steps that take any."""
        for path in self._paths if own.files else ():
            if path not in own.files and path not in then.files and path != "Dockerfile":
                yield "ignored" if path in self._inputs.manifest.ignored else "not_copied", path

    def _noted(self, own: Input, then: Input) -> Found:
        now, before = self._notes[0].get(own.step, ()), self._notes[1].get(then.step, ())
        different = {x for x in (*now, *before) if (x in now) is not (x in before) and x in self._rewritten}
        for keyword in sorted({note.split()[0] for note in different}):
            yield ("comment", "#") if keyword == "#" else ("setting", keyword)

    def _of_stage(self, own: Input, then: Input) -> Found:
        """Told of its first step that runs."""
        now = self._plan.stages[self._plan.steps[own.step].stage_index]
        before = self._last.plan.stages[self._last.plan.steps[then.step].stage_index]
        yield from (("argument", name) for name in self._arguments)
        if now.name != before.name:
            yield "stage_name", now.name or str(now.index)
        if now.base != before.base and now.base_stage is None:
            yield "base_name", now.base

    def _first(self, own: Input) -> int:
        steps, stage = self._plan.steps, self._plan.steps[own.step].stage_index
        runs = (x for x in self._inputs.steps.values() if x.keyword != "FROM")
        return next(other.step for other in runs if steps[other.step].stage_index == stage)


def _rewritten(now: Notes, before: Notes) -> set[str]:
    """Of all notes those that are new or gone: one that only stands at another step now has not changed."""
    counts = [Counter(note for some in notes.values() for note in some) for notes in (now, before)]
    return {note for note in counts[0] | counts[1] if counts[0][note] != counts[1][note]}


def _dates(now: Mapping[str, ContextFile], before: Mapping[str, ContextFile]) -> list[str]:
    both = sorted(path for path in now if path in before and now[path].regular and before[path].regular)
    return [path for path in both if _mtime(now[path]) != _mtime(before[path])]


def _mtime(file: ContextFile) -> int:
    return derived_mtime(file.content()) if file.mtime is None else file.mtime


def _undeclared(request: BuildRequest, plan: Plan, last: Past) -> list[str]:
    arguments = (x for one in (plan, last.plan) for x in one.instructions if x.keyword == "ARG")
    declared = {word.partition("=")[0] for argument in arguments for word in argument.words}
    return [x for x in _different(request.build_args, last.request.build_args) if x not in declared]


def _different(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*now, *before} if now.get(name) != before.get(name))
