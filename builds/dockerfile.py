"""A Dockerfile, read: its stages and steps, and what is in force at each.

It never decides whether a Dockerfile is right: BuildKit does. What cannot be read raises
DockerfileUnreadable, and the engine, given the same text, says in its own words what is wrong.
"""

import heapq
import posixpath
import re
from collections.abc import Mapping, Sequence

import msgspec

from builds import instructions
from builds.events import PlannedStep
from builds.instructions import DockerfileUnreadable, Expander, Instruction

RUNS = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR"})
SCRATCH = "scratch"
TRIGGERED = 1000
"""Steps that ONBUILD may add to one Dockerfile; the rest is left out. No policy allows that many."""
_FROM = re.compile(r"^--(?:from=|mount=(?:.*,)?from=)([^,]+)")
_NAMES_A_VARIABLE = re.compile(r"\$[\w{]")


class Stage(msgspec.Struct, frozen=True):
    """`base` is the FROM's image, its variables expanded; `base_stage` the stage that it names instead."""

    index: int
    name: str | None
    base: str
    base_stage: int | None
    line: int


class Scope(msgspec.Struct, frozen=True):
    """What is in force where a step runs. `words`, `flags` and the contents of `heredocs` are its own,
    expanded; of a RUN, whose shell expands the rest, only the mounts. `guessed`: they name what only
    the base image may have set, and are read as if it had not. `folder` is the working directory, after a
    WORKDIR the new one, as BuildKit spells it. Of `variables` the one set last comes last, as in BuildKit."""

    instruction: Instruction
    flags: tuple[str, ...]
    words: tuple[str, ...]
    heredocs: tuple[str, ...]
    guessed: bool
    variables: Mapping[str, str]
    folder: str
    user: str
    shell: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """`steps` leave out what stands before the first FROM: a global ARG belongs to no stage. `scopes` has one
    for each of them. `instructions` are all, those of ONBUILD again wherever they run."""

    steps: tuple[PlannedStep, ...]
    stages: tuple[Stage, ...]
    instructions: tuple[Instruction, ...]
    scopes: tuple[Scope, ...]

    def stage(self, name: str) -> Stage | None:
        """By name or by index, as `COPY --from` accepts both."""
        if named := _named(self.stages, name):
            return named
        if name.isascii() and name.isdigit() and int(name[:6]) < len(self.stages):
            return self.stages[int(name[:6])]
        return None


def needed_stages(plan: Plan, target: str | None = None) -> frozenset[int]:
    """The stages that the target (the last one, where none is named) is made from, and itself."""
    return frozenset(rounds(plan, target))


def rounds(plan: Plan, target: str | None = None) -> dict[int, int]:
    """The stages that the target is made from, and itself, each with the round in which BuildKit finds it:
    one that only a trigger of ONBUILD names is found a round after the stage where that runs."""
    sources = _sources(plan)
    last = plan.stage(target) if target else plan.stages[-1]
    waiting, found = [(0, last.index)] if last else [], dict[int, int]()
    while waiting:
        number, index = heapq.heappop(waiting)
        if index not in found:
            found[index] = number
            for source, later in sources[index]:
                heapq.heappush(waiting, (number + later, source))
    return found


def _sources(plan: Plan) -> list[list[tuple[int, bool]]]:
    """By stage, those that it is made from, and whether a trigger says so."""
    bases = [stage.base_stage for stage in plan.stages]
    found = [[] if base is None else [(base, False)] for base in bases]
    for step, scope in zip(plan.steps, plan.scopes, strict=True):
        for flag in scope.instruction.flags:
            if (named := _FROM.search(flag)) and (stage := plan.stage(named[1])):
                found[step.stage_index].append((stage.index, step.trigger is not None))
    return found


def _named(stages: Sequence[Stage], name: str) -> Stage | None:
    """The last one so named: BuildKit folds case, and lets a later stage take over a name."""
    return next((stage for stage in reversed(stages) if (stage.name or "").lower() == name.lower()), None)


def parse(text: str, build_args: Mapping[str, str] | None = None) -> Plan:
    """Raises DockerfileUnreadable."""
    read, escape = instructions.read(text)
    reader = _Reader(escape, build_args or {})
    for instruction in read:
        reader.take(instruction)
    if not reader.stages:
        raise DockerfileUnreadable("there is no FROM")
    return Plan(tuple(reader.steps), tuple(reader.stages), tuple(reader.instructions), tuple(reader.scopes))


class _Reader:
    """Walks the instructions once, with the variables in force, and collects stages and steps."""

    def __init__(self, escape: str, build_args: Mapping[str, str]) -> None:
        self.steps: list[PlannedStep] = []
        self.stages: list[Stage] = []
        self.scopes: list[Scope] = []
        self.instructions: list[Instruction] = []
        self._escape = escape
        self._expander = Expander(escape)
        self._build_args = build_args
        self._globals: dict[str, str] = {}
        self._variables: list[dict[str, str]] = []
        self._folders: list[str] = []
        self._users: list[str] = []
        self._shells: list[tuple[str, ...]] = []
        self._triggers: list[list[Instruction]] = []
        self._triggered = 0
        self._number = 0

    def take(self, instruction: Instruction) -> None:
        self.instructions.append(instruction)
        if instruction.keyword == "FROM":
            self._begin(instruction)
        elif not self.stages:
            self._before_stages(instruction)
            return
        elif instruction.keyword == "ONBUILD":
            self._triggers[-1].append(instructions.trigger(instruction, self._escape))
        self._add(instruction, self._runs(instruction))
        base = self.stages[-1].base_stage
        if instruction.keyword == "FROM" and base is not None:
            self._pull(self._triggers[base], instruction)

    def _pull(self, triggers: Sequence[Instruction], at: Instruction) -> None:
        """Run what ONBUILD held back: right after the FROM, whose lines BuildKit takes it to stand on."""
        for held in triggers[: TRIGGERED - self._triggered]:
            self._triggered += 1
            here = msgspec.structs.replace(held, line=at.line, end_line=at.end_line)
            self.instructions.append(here)
            self._add(here, self._runs(here), trigger=held.line)

    def _before_stages(self, instruction: Instruction) -> None:
        if instruction.keyword != "ARG":
            raise DockerfileUnreadable(f"{instruction.keyword} before the first FROM", instruction.line)
        self._declare(instruction, self._globals, {})

    def _begin(self, instruction: Instruction) -> None:
        words = instruction.words
        if len(words) not in (1, 3) or (len(words) == 3 and words[1].upper() != "AS"):
            raise DockerfileUnreadable("FROM takes an image, or an image AS a name", instruction.line)
        base = self._expander.word(words[0], self._globals, unset="")
        # FROM is the one place where BuildKit does not fold case: it knows stages by their lower-case names.
        found = _named(self.stages, base) if base != SCRATCH and base == base.lower() else None
        name = words[2] if len(words) == 3 else None
        self.stages.append(
            Stage(len(self.stages), name, base, found.index if found else None, instruction.line)
        )
        self._variables.append(dict(self._variables[found.index]) if found else {})
        self._folders.append(self._folders[found.index] if found else "/")
        self._users.append(self._users[found.index] if found else "")
        self._shells.append(self._shells[found.index] if found else ())
        self._triggers.append([])
        self._number = 0

    def _runs(self, instruction: Instruction) -> bool:
        """Also keeps the variables and the working directory up to date."""
        stage = self.stages[-1]
        if instruction.keyword == "FROM":
            return stage.base != SCRATCH and stage.base_stage is None
        if instruction.keyword == "WORKDIR":
            path, _ = self._filled(" ".join(instruction.words))
            joined = posixpath.normpath(posixpath.join(self._folders[-1], path))
            self._folders[-1] = path if path.startswith("/") else joined  # BuildKit cleans only what it joins
            return self._folders[-1] != "/"
        if instruction.keyword == "ARG":
            self._declare(instruction, self._variables[-1], self._globals)
        elif instruction.keyword == "ENV":
            self._set(instruction)
        elif instruction.keyword == "USER":
            self._users[-1] = self._expander.word(" ".join(instruction.words), self._variables[-1])
        elif instruction.keyword == "SHELL":
            self._shells[-1] = instruction.words
        return instruction.keyword in RUNS

    def _declare(self, instruction: Instruction, scope: dict[str, str], outer: Mapping[str, str]) -> None:
        for word in instruction.words:
            name, given, default = word.partition("=")
            if name in self._build_args:
                _put(scope, name, self._build_args[name])
            elif given:
                _put(scope, name, self._expander.word(default, scope))
            elif name in outer:
                _put(scope, name, outer[name])

    def _set(self, instruction: Instruction) -> None:
        """ENV's words come as name, value, delimiter, over and over."""
        scope = self._variables[-1]
        pairs = list(zip(instruction.words[::3], instruction.words[1::3], strict=False))
        for name, value in [(name, self._expander.word(value, dict(scope))) for name, value in pairs]:
            _put(scope, name, value)

    def _add(self, instruction: Instruction, runs: bool, trigger: int | None = None) -> None:
        stage = self.stages[-1]
        step = PlannedStep(
            stage=stage.name or str(stage.index),
            stage_index=stage.index,
            number=self._number,
            keyword=instruction.keyword,
            instruction=instruction.text,
            line=instruction.line,
            end_line=instruction.end_line,
            makes_layer=runs,
            trigger=trigger,
        )
        self.steps.append(step)
        self.scopes.append(self._scope(instruction))
        self._number += 1

    def _scope(self, instruction: Instruction) -> Scope:
        expands = instruction.keyword in RUNS - {"RUN", "FROM"}
        flags = [self._filled(flag, when=_expands(instruction, flag)) for flag in instruction.flags]
        words = [self._filled(word, when=expands) for word in instruction.words]
        heredocs = [
            self._filled(one.content, when=expands and one.expands, quotes=False)
            for one in instruction.heredocs
        ]
        return Scope(
            instruction=instruction,
            flags=tuple(flag for flag, _ in flags),
            words=tuple(word for word, _ in words),
            heredocs=tuple(content for content, _ in heredocs),
            guessed=any(guessed for _, guessed in (*flags, *words, *heredocs)),
            variables=dict(self._variables[-1]),
            folder=self._folders[-1],
            user=self._users[-1],
            shell=self._shells[-1],
        )

    def _filled(self, word: str, *, when: bool = True, quotes: bool = True) -> tuple[str, bool]:
        """Expanded, and whether that is guessed: PATH is set in every image, and left as it is."""
        if not when:
            return word, False
        variables = self._variables[-1]
        known = self._expander.word(word, variables, quotes=quotes)
        if not _NAMES_A_VARIABLE.search(word) or "$" not in known:
            return known, False
        filled = self._expander.word(word, {"PATH": "$PATH", **variables}, unset="", quotes=quotes)
        guessed = "$PATH" in filled if self._stands_on_nothing() else known != filled
        return filled, guessed or filled == word

    def _stands_on_nothing(self) -> bool:
        stage = self.stages[-1]
        while stage.base_stage is not None:
            stage = self.stages[stage.base_stage]
        return stage.base == SCRATCH


def _expands(instruction: Instruction, flag: str) -> bool:
    if instruction.keyword == "RUN":
        return flag.startswith("--mount=")
    return instruction.keyword in RUNS and instruction.keyword != "FROM" and not flag.startswith("--exclude")


def _put(scope: dict[str, str], name: str, value: str) -> None:
    """Last, though it was there before: so BuildKit orders them."""
    scope.pop(name, None)
    scope[name] = value
