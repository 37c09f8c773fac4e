"""A Dockerfile, read: its instructions, stages and steps. The one module that knows the parser.

It never decides whether a Dockerfile is right: BuildKit does. What cannot be read raises
DockerfileUnreadable, and the engine, given the same text, says in its own words what is wrong.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from e2b_dockerfile_utils import DockerfileInstruction, DockerfileSyntaxError, ShellLex, parse_dockerfile_ast

from builds.events import PlannedStep

RUNS = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR"})
SCRATCH = "scratch"
VALUE_LIMIT = 1024
"""Characters; a longer value of a variable is left as it is written."""
EXPANSION_BUDGET = 200_000
"""Characters that expansion may produce for one Dockerfile: `ENV A=$A$A`, repeated, doubles each time."""
_COSTLY = re.compile(r"\$\{\w+(?:/|#|%)")
_FROM = re.compile(r"^--(?:from=|mount=(?:.*,)?from=)([^,]+)")
_BLANKS = re.compile(r"\s{2,}")


class DockerfileUnreadable(Exception):
    """`line` counts from 1, None where the parser names none."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Instruction(msgspec.Struct, frozen=True):
    """`flags` as written (`--from=build`) without quotes, `words` the arguments, unexpanded."""

    keyword: str
    flags: tuple[str, ...]
    words: tuple[str, ...]
    text: str
    line: int
    end_line: int

    def flag(self, name: str) -> str | None:
        """The value of `--name=value`, empty for a bare `--name`, None where it is not given."""
        for flag in self.flags:
            key, _, value = flag.removeprefix("--").partition("=")
            if key == name:
                return value
        return None


class Stage(msgspec.Struct, frozen=True):
    """`base` is the FROM's image, its variables expanded; `base_stage` the stage that it names instead."""

    index: int
    name: str | None
    base: str
    base_stage: int | None
    line: int


class Scope(msgspec.Struct, frozen=True):
    """What is in force where a step runs. `words` and `flags` are its own, expanded unless it is a RUN, whose
    shell expands them; `folder` is the working directory, after a WORKDIR the new one. Of `variables` the one
    set last comes last, as in BuildKit."""

    flags: tuple[str, ...]
    words: tuple[str, ...]
    variables: Mapping[str, str]
    folder: str
    user: str
    shell: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True):
    """`steps` leave out what stands before the first FROM: a global ARG belongs to no stage. `scopes` has one
    for each of them."""

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
    last = plan.stage(target) if target else plan.stages[-1]
    waiting, needed = [last.index] if last else [], set[int]()
    while waiting:
        index = waiting.pop()
        if index not in needed:
            needed.add(index)
            waiting += _sources(plan, plan.stages[index])
    return frozenset(needed)


def _sources(plan: Plan, stage: Stage) -> list[int]:
    end = next((later.line for later in plan.stages if later.index == stage.index + 1), None)
    inside = [x for x in plan.instructions if x.line >= stage.line and (end is None or x.line < end)]
    names = [match[1] for x in inside for flag in x.flags if (match := _FROM.search(flag))]
    found = [other.index for name in names if (other := plan.stage(name))]
    return found if stage.base_stage is None else [*found, stage.base_stage]


def _named(stages: Sequence[Stage], name: str) -> Stage | None:
    """The last one so named: BuildKit folds case, and lets a later stage take over a name."""
    return next((stage for stage in reversed(stages) if (stage.name or "").lower() == name.lower()), None)


def parse(text: str, build_args: Mapping[str, str] | None = None) -> Plan:
    """Raises DockerfileUnreadable."""
    instructions, escape = _read(text)
    reader = _Reader(escape, build_args or {})
    for instruction in instructions:
        reader.take(instruction)
    if not reader.stages:
        raise DockerfileUnreadable("there is no FROM")
    return Plan(tuple(reader.steps), tuple(reader.stages), tuple(instructions), tuple(reader.scopes))


def directives(text: str) -> Iterator[tuple[str, str, int]]:
    """The directives at the top (`# syntax=…`) as name, value, line. BuildKit also reads `// syntax=`."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if number == 1 and line.startswith("#!"):
            continue
        found = re.match(r"(?:#|//)\s*([a-zA-Z][a-zA-Z0-9]*)\s*=(.*)", line.strip())
        if not found:
            return
        yield found[1].lower(), found[2].strip(), number


def _read(text: str) -> tuple[list[Instruction], str]:
    lines = text.removeprefix("\ufeff").split("\n")
    try:
        # The parser's directive expression is quadratic in a run of blanks.
        tree = parse_dockerfile_ast(
            "\n".join(_BLANKS.sub(" ", x) if x.lstrip().startswith("#") else x for x in lines)
        )
    except DockerfileSyntaxError as error:
        raise DockerfileUnreadable(str(error), error.line) from error
    except (ValueError, RecursionError) as error:
        raise DockerfileUnreadable(f"the parser gave up: {error}"[:500]) from error
    return [_instruction(node, lines) for node in tree.instructions], tree.escape_token


def _instruction(node: DockerfileInstruction, lines: list[str]) -> Instruction:
    text = "\n".join(line.rstrip("\r") for line in lines[node.start_line - 1 : node.end_line])
    words = tuple(node.args)
    return Instruction(node.name, tuple(node.flags), words, text.strip(), node.start_line, node.end_line)


class _Reader:
    """Walks the instructions once, with the variables in force, and collects stages and steps."""

    def __init__(self, escape: str, build_args: Mapping[str, str]) -> None:
        self.steps: list[PlannedStep] = []
        self.stages: list[Stage] = []
        self.scopes: list[Scope] = []
        self._escape = escape
        self._build_args = build_args
        self._globals: dict[str, str] = {}
        self._variables: list[dict[str, str]] = []
        self._folders: list[str] = []
        self._users: list[str] = []
        self._shells: list[tuple[str, ...]] = []
        self._number = 0
        self._budget = EXPANSION_BUDGET

    def take(self, instruction: Instruction) -> None:
        if instruction.keyword == "FROM":
            self._begin(instruction)
        elif not self.stages:
            self._before_stages(instruction)
            return
        self._add(instruction, self._runs(instruction))

    def _before_stages(self, instruction: Instruction) -> None:
        if instruction.keyword != "ARG":
            raise DockerfileUnreadable(f"{instruction.keyword} before the first FROM", instruction.line)
        self._declare(instruction, self._globals, {})

    def _begin(self, instruction: Instruction) -> None:
        words = instruction.words
        if len(words) not in (1, 3) or (len(words) == 3 and words[1].upper() != "AS"):
            raise DockerfileUnreadable("FROM takes an image, or an image AS a name", instruction.line)
        base = self._expand(words[0], self._globals, unset="")
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
        self._number = 0

    def _runs(self, instruction: Instruction) -> bool:
        """Also keeps the variables and the working directory up to date."""
        stage = self.stages[-1]
        if instruction.keyword == "FROM":
            return stage.base != SCRATCH and stage.base_stage is None
        if instruction.keyword == "WORKDIR":
            path = self._expand(" ".join(instruction.words), self._variables[-1])
            self._folders[-1] = posixpath.normpath(posixpath.join(self._folders[-1], path))
            return self._folders[-1].strip("/") != ""
        if instruction.keyword == "ARG":
            self._declare(instruction, self._variables[-1], self._globals)
        elif instruction.keyword == "ENV":
            self._set(instruction)
        elif instruction.keyword == "USER":
            self._users[-1] = self._expand(" ".join(instruction.words), self._variables[-1])
        elif instruction.keyword == "SHELL":
            self._shells[-1] = instruction.words
        return instruction.keyword in RUNS

    def _declare(self, instruction: Instruction, scope: dict[str, str], outer: Mapping[str, str]) -> None:
        for word in instruction.words:
            name, given, default = word.partition("=")
            if name in self._build_args:
                _put(scope, name, self._build_args[name])
            elif given:
                _put(scope, name, self._expand(default, scope))
            elif name in outer:
                _put(scope, name, outer[name])

    def _set(self, instruction: Instruction) -> None:
        """ENV's words come as name, value, delimiter, over and over."""
        scope = self._variables[-1]
        pairs = list(zip(instruction.words[::3], instruction.words[1::3], strict=False))
        for name, value in [(name, self._expand(value, dict(scope))) for name, value in pairs]:
            _put(scope, name, value)

    def _expand(self, word: str, scope: Mapping[str, str], unset: str | None = None) -> str:
        """As BuildKit would where that is simple, else as written. `unset` stands for what has no value."""
        if len(word) > VALUE_LIMIT or word.count("$") * VALUE_LIMIT > self._budget or _COSTLY.search(word):
            return word
        try:
            result = ShellLex(self._escape, env=scope, skip_unset_env=unset is None).process_word(word)
        except ValueError:
            return word
        self._budget -= len(result)
        return result if len(result) <= VALUE_LIMIT else word

    def _add(self, instruction: Instruction, runs: bool) -> None:
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
        )
        self.steps.append(step)
        self.scopes.append(self._scope(instruction))
        self._number += 1

    def _scope(self, instruction: Instruction) -> Scope:
        flags, words = instruction.flags, instruction.words
        variables = dict(self._variables[-1])
        if instruction.keyword in RUNS - {"RUN", "FROM"}:
            flags = tuple(self._expand(flag, variables) for flag in flags)
            words = tuple(self._expand(word, variables) for word in words)
        return Scope(flags, words, variables, self._folders[-1], self._users[-1], self._shells[-1])


def _put(scope: dict[str, str], name: str, value: str) -> None:
    """Last, though it was there before: so BuildKit orders them."""
    scope.pop(name, None)
    scope[name] = value
