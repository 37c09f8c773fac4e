"""A Dockerfile's instructions, as written, and what its words become. The one module that knows the parser.

What cannot be read raises DockerfileUnreadable.
"""

import re
from collections.abc import Iterator, Mapping

import msgspec
from e2b_dockerfile_utils import (
    DockerfileAst,
    DockerfileHeredoc,
    DockerfileInstruction,
    DockerfileSyntaxError,
    ShellLex,
    chomp_heredoc_content,
    parse_dockerfile_ast,
)

VALUE_LIMIT = 1024
"""Characters; a longer value of a variable is left as it is written."""
EXPANSION_BUDGET = 200_000
"""Characters that expansion may produce for one Dockerfile: `ENV A=$A$A`, repeated, doubles each time."""
_PATTERN = re.compile(r"\$\{\w+(?:/|#|%)")
_PATTERN_LIMIT = 100
"""Characters of a word and of what it names, in which a pattern is looked for."""
_NO_TRIGGERS = ("ONBUILD", "FROM", "MAINTAINER")
_HELD = re.compile(r"^\s*onbuild\s+(?=(?:run|copy|add)\s)", re.IGNORECASE)
_BLANKS = re.compile(r"\s{2,}")


class DockerfileUnreadable(Exception):
    """`line` counts from 1, None where the parser names none."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Heredoc(msgspec.Struct, frozen=True):
    """`content` without the tabs that `<<-` takes away; `expands` where its name has no quotes."""

    name: str
    content: str
    expands: bool


class Instruction(msgspec.Struct, frozen=True):
    """`flags` as written (`--from=build`) without quotes, `words` the arguments, unexpanded; a RUN's are one
    text unless it has `exec_form`."""

    keyword: str
    flags: tuple[str, ...]
    words: tuple[str, ...]
    text: str
    line: int
    end_line: int
    exec_form: bool = False
    heredocs: tuple[Heredoc, ...] = ()

    def flag(self, name: str) -> str | None:
        """The value of `--name=value`, empty for a bare `--name`, None where it is not given."""
        for flag in self.flags:
            key, _, value = flag.removeprefix("--").partition("=")
            if key == name:
                return value
        return None


def read(text: str) -> tuple[list[Instruction], str]:
    """The instructions, and the character that escapes. Raises DockerfileUnreadable."""
    lines = text.removeprefix("\ufeff").split("\n")
    tree = _tree("\n".join(map(_readable, lines)))
    return [_instruction(node, lines) for node in tree.instructions], tree.escape_token


def trigger(instruction: Instruction, escape: str) -> Instruction:
    """What an ONBUILD holds back for the stages built upon this one. Raises DockerfileUnreadable."""
    head = "" if escape == "\\" else f"# escape={escape}\n"
    try:
        held, _ = read(head + " ".join(instruction.text.split(None, 1)[1:]))
    except DockerfileUnreadable as error:
        raise DockerfileUnreadable(str(error), instruction.line) from error
    if len(held) != 1 or held[0].keyword in _NO_TRIGGERS:
        raise DockerfileUnreadable("ONBUILD takes one instruction, and not every one", instruction.line)
    return msgspec.structs.replace(held[0], line=instruction.line, end_line=instruction.end_line)


def directives(text: str) -> Iterator[tuple[str, str, int]]:
    """The directives at the top (`# syntax=…`) as name, value, line. BuildKit also reads `// syntax=`."""
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if number == 1 and line.startswith("#!"):
            continue
        found = re.match(r"(?:#|//)\s*([a-zA-Z][a-zA-Z0-9]*)\s*=(.*)", line.strip())
        if not found:
            return
        yield found[1].lower(), found[2].strip(), number


class Expander:
    """Puts the values of variables into the words of one Dockerfile."""

    def __init__(self, escape: str) -> None:
        self._escape = escape
        self._budget = EXPANSION_BUDGET

    def word(
        self, word: str, scope: Mapping[str, str], unset: str | None = None, *, quotes: bool = True
    ) -> str:
        """As BuildKit would where that is simple, else as written. `unset` stands for what has no value.
        Without `quotes`, as in a heredoc, these are ordinary characters."""
        if len(word) > VALUE_LIMIT or word.count("$") * VALUE_LIMIT > self._budget or _costly(word, scope):
            return word
        lexer = ShellLex(
            self._escape, env=scope, skip_unset_env=unset is None, skip_process_quotes=not quotes
        )
        try:
            result = lexer.process_word(word)
        except ValueError:
            return word
        self._budget -= len(result)
        return result if len(result) <= VALUE_LIMIT else word


def _costly(word: str, scope: Mapping[str, str]) -> bool:
    """Whether a pattern in it might take long to be found."""
    if not _PATTERN.search(word):
        return False
    longest = max([len(word), *(len(value) for name, value in scope.items() if name in word)])
    return longest > _PATTERN_LIMIT or word.count("*") > 1


def _tree(text: str) -> DockerfileAst:
    try:
        return parse_dockerfile_ast(text)
    except DockerfileSyntaxError as error:
        raise DockerfileUnreadable(str(error), error.line) from error
    except (ValueError, RecursionError) as error:
        raise DockerfileUnreadable(f"the parser gave up: {error}"[:500]) from error


def _readable(line: str) -> str:
    """The parser's directive expression is quadratic in a run of blanks; its ONBUILD knows no heredocs."""
    return _BLANKS.sub(" ", line) if line.lstrip().startswith("#") else _HELD.sub("", line)


def _instruction(node: DockerfileInstruction, lines: list[str]) -> Instruction:
    text = "\n".join(line.rstrip("\r") for line in lines[node.start_line - 1 : node.end_line])
    if _HELD.match(lines[node.start_line - 1]):
        return Instruction("ONBUILD", (), (), text.strip(), node.start_line, node.end_line)
    return Instruction(
        keyword=node.name,
        flags=tuple(node.flags),
        words=tuple(node.args),
        text=text.strip(),
        line=node.start_line,
        end_line=node.end_line,
        exec_form=node.json,
        heredocs=tuple(map(_heredoc, node.heredocs)),
    )


def _heredoc(node: DockerfileHeredoc) -> Heredoc:
    content = chomp_heredoc_content(node.content) if node.chomp else node.content
    return Heredoc(node.name, content, node.expand)
