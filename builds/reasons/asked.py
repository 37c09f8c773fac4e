"""What a step asks of BuildKit, in the form that its place in the cache depends on.

What only repeats a default, or says the same in another way, has the same form.
"""

from collections.abc import Iterator, Mapping

from builds.dockerfile import Plan, Scope
from builds.instructions import Instruction
from builds.reasons import flags

SHELL = ("/bin/sh", "-c")


def words(plan: Plan, scope: Scope) -> tuple[str, ...]:
    """Of all but a FROM: the keyword, the flags, an empty word, and the rest."""
    keyword = scope.instruction.keyword
    if keyword == "WORKDIR":
        return ("WORKDIR", flags.rooted(scope.folder))
    return (keyword, *flags.counted(plan, scope), "", *(_run(scope) if keyword == "RUN" else _copy(scope)))


def settings(scope: Scope) -> Mapping[str, str]:
    """Only a RUN sees them, and in their order; what a COPY takes of them is in its words."""
    if scope.instruction.keyword != "RUN":
        return {}
    own = {"USER": scope.user, "SHELL": " ".join(_shell(scope)), "WORKDIR": scope.folder}
    return {**{f"{name} (instruction)": value for name, value in own.items()}, **scope.variables}


def sources(scope: Scope) -> Iterator[str]:
    """What it takes from the build context, as paths and patterns."""
    instruction = scope.instruction
    if instruction.keyword in ("COPY", "ADD") and instruction.flag("from") is None:
        yield from (word for word in scope.words[:-1] if not word.startswith("<<"))
    if instruction.keyword == "RUN":
        mounts = (mount for mount in flags.mounts(scope) if mount["type"] == "bind" and "from" not in mount)
        yield from (mount.get("source", ".") for mount in mounts)


def stages(scope: Scope) -> list[str]:
    """The stages and images that it takes from."""
    if scope.instruction.keyword == "RUN":
        return [mount["from"] for mount in flags.mounts(scope) if "from" in mount]
    return [flag.partition("=")[2] for flag in scope.flags if flag.startswith("--from=")]


def excludes(instruction: Instruction) -> tuple[str, ...]:
    """BuildKit does not put variables into them."""
    return tuple(x.partition("=")[2] for x in instruction.flags if x.startswith("--exclude="))


def _run(scope: Scope) -> tuple[str, ...]:
    """A script alone is what the shell is given. Any other use of a heredoc has its name in the command."""
    instruction = scope.instruction
    script = instruction.heredocs[0].content if len(instruction.heredocs) == 1 else ""
    if instruction.exec_form:
        return scope.words[-1:] if _by_a_shell(scope) else ("exec form", *scope.words)
    if script and len(scope.words[0].split()) == 1 and not script.startswith("#!"):
        return (script,)
    return (*scope.words, *instruction.text.split("\n")[1:]) if instruction.heredocs else scope.words


def _shell(scope: Scope) -> tuple[str, ...]:
    """What runs the command; nothing where it says itself what does."""
    if scope.instruction.exec_form:
        return scope.words[:-1] if _by_a_shell(scope) else ()
    return scope.shell or SHELL


def _by_a_shell(scope: Scope) -> bool:
    """Whether an exec form says no more than the other form would."""
    return scope.words[:-1] in (SHELL, scope.shell) and len(scope.words) > 1


def _copy(scope: Scope) -> tuple[str, ...]:
    """`./a` and `/a` are `a`; heredocs come last; a destination is joined to the working directory. With
    --parents a dot may tell where the path begins."""
    given = scope.words[:-1]
    files = [word for word in given if not word.startswith("<<")]
    if scope.instruction.flag("parents") is None:
        files = [flags.rooted(word) for word in files]
    names = (heredoc.name for heredoc in scope.instruction.heredocs)
    made = [f"<<{name}\n{content}" for name, content in zip(names, scope.heredocs, strict=True)]
    return (*files, *made, *(_destination(scope.folder, word) for word in scope.words[-1:]))


def _destination(folder: str, word: str) -> str:
    """`.` is the working directory with a slash after it. That slash counts, as does a dot after it."""
    word = "./" if word == "." else word
    path = flags.rooted(folder, word)
    ends = next((end for end in ("/", "/.") if word.endswith(end)), "")
    return path.rstrip("/") + ends if ends else path
