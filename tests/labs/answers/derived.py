"""Wrong answers made of a solution, each by breaking one check in a way that its kind has."""

import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import PurePosixPath

from labs import checks
from labs.checks import Check, TextAnywhere
from labs.checks.containers import ContainerDiff, Stdout
from labs.checks.layers import (
    Config,
    EmptyLayers,
    ImageBytes,
    LayerCount,
    SameImage,
    SameLastLayer,
    SharedLayers,
)
from labs.checks.paths import PathInAnyLayer, PathInImage, PathMode
from labs.checks.steps import BuildOk, Dockerfile, StepCached, StepExists, StepRan, StepsRun
from labs.exercise import Context, Task
from labs.script import Build, Run

Broken = tuple[str, str]
"""A Dockerfile, and a word of the fact or the line that decides."""
Derived = tuple[str, Context, str, str]


def derived(task: Task) -> list[Derived]:
    """Title, answer, failing check and what is named: one of each check, then another one of each…"""
    kinds = [
        [
            (
                f"{checks.id_of(check)} {place}",
                task.solution.over({"Dockerfile": text}),
                checks.id_of(check),
                names,
            )
            for place, (text, names) in enumerate(_broken(check, task), start=1)
        ]
        for check in task.matter.checks
    ]
    return [one for one in chain.from_iterable(zip_longest(*kinds)) if one is not None]


def _broken(check: Check, task: Task) -> Iterator[Broken]:
    text = task.solution.dockerfile
    match check:
        case BuildOk():
            yield from _ended(
                text,
                {"RUN exit 7": "exit code: 7", "COPY absent.txt /": "absent.txt", "INSTALL x": "INSTALL"},
            )
        case LayerCount(op=op, n=n):
            yield _end(text, *_steps(1 if op == "==" else n + 1)), "RUN echo 1 > /extra-1"
            if op == "==":
                yield from _ended(text, {"RUN true": "RUN true", "WORKDIR /made": "WORKDIR /made"})
        case EmptyLayers():
            yield from _ended(text, {"RUN true": "RUN true", "RUN ls": "RUN ls"})
        case ImageBytes(n=n):
            large = f"RUN head -c {n} /dev/urandom > /extra"
            yield _end(text, large), large
            yield _end(text, large, "RUN rm /extra"), large
        case Config():
            yield from _settings(text, check)
        case PathInImage(path=path, want=True):
            yield from _ended(
                text, {f"RUN {how}": f"RUN {how}" for how in (f"rm -rf {path}", f"mv {path} /elsewhere")}
            )
        case PathInAnyLayer(path=path, want=False):
            made = f"RUN mkdir -p {PurePosixPath(path).parent} && echo x > {path}"
            yield _end(text, made), made[:60]
            yield _end(text, made, f"RUN rm {path}"), made[:60]
        case PathMode(path=path):
            yield from _ended(text, {f"RUN chmod 700 {path}": "mode 700", f"RUN chown 7 {path}": "owner 7"})
        case TextAnywhere(text=word):
            yield from _ended(text, {f"ENV FOUND={word}": "the config", f"RUN echo {word} > /found": "layer"})
            yield _end(text, f"RUN echo {word} > /found", "RUN rm /found"), "layer"
        case Dockerfile(match=match, want=True):
            yield _without(text, match), "no such line"
        case Stdout(run=run):
            yield from _stdout(text, task, run)
        case ContainerDiff():
            yield from _ended(
                text, {'CMD ["true"]': "it holds nothing", 'CMD ["sleep", "0"]': "it holds nothing"}
            )
        case StepCached(match=match, build=build):
            for file in _changed(task, build):
                yield _before(text, match, f"COPY {file} /changed"), file
            yield _without(text, match), "there is no such step"
        case StepRan(match=match):
            yield _without(text, match), "there is no such step"
        case StepExists(match=match, want=True):
            yield _without(text, match), "0 such steps"
        case StepsRun(n=n) if n:
            yield _end(text, *_steps(n + 1)), "RUN echo 1 > /extra-1"
        case SharedLayers(by="chain_id"):
            yield re.sub(r"(?m)^(FROM .*)$", r"\1\nRUN echo extra > /extra", text, count=1), "RUN echo extra"
        case SameImage(build=build):
            for file in _changed(task, build):
                yield _end(text, f"COPY {file} /changed"), f"COPY {file} /changed"
        case SameLastLayer():
            yield _end(text, "RUN echo extra > /extra"), "RUN echo extra > /extra"
        case _:
            return


def _settings(text: str, check: Config) -> Iterator[Broken]:
    name, key = check.value.partition("=")[0], check.key
    if key == "Env":
        yield _end(text, f"ENV {name}=another"), f"{name}=another"
        yield _without(text, f"^ENV {name}"), "Env is"
    elif key == "Labels":
        yield _end(text, f"LABEL {name}=another"), f"{name}=another"
        yield _without(text, f"^LABEL {name}"), "Labels is"
    elif key == "Cmd" and check.value:
        yield _end(text, 'CMD ["true"]'), "Cmd is true"
    elif key == "Cmd":
        yield _end(text, "CMD []"), "Cmd is"


def _stdout(text: str, task: Task, run: str) -> Iterator[Broken]:
    command = next(one for one in task.matter.script if isinstance(one, Run) and one.id == run).command
    if not command:
        yield from _ended(text, {'CMD ["echo", "another"]': "'another'", 'CMD ["true"]': "it wrote ''"})
    elif command[0] == "cat":
        yield from _ended(
            text, {f"RUN echo another > {command[1]}": "another", f"RUN rm {command[1]}": "exit code 1"}
        )


def _changed(task: Task, build: str) -> list[str]:
    """The files that are other ones in this build."""
    return [
        file for one in task.matter.script if isinstance(one, Build) and one.id == build for file in one.files
    ]


def _ended(text: str, lines: dict[str, str]) -> Iterator[Broken]:
    """Each line added at the end, with what is then named."""
    for line, names in lines.items():
        yield _end(text, line), names


def _end(text: str, *lines: str) -> str:
    return "\n".join([text.rstrip("\n"), *lines, ""])


def _steps(count: int) -> list[str]:
    return [f"RUN echo {place} > /extra-{place}" for place in range(1, count + 1)]


def _before(text: str, match: str, line: str) -> str:
    lines = text.splitlines()
    place = next(place for place, one in enumerate(lines) if re.search(match, one))
    return "\n".join([*lines[:place], line, *lines[place:], ""])


def _without(text: str, match: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not re.search(match, line))
