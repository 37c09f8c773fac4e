"""Edits that BuildKit does not look at."""

import base64
import re
from random import Random

import msgspec

from builds.request import ContextFile
from tests.proofs.causes import Edit, Maker, changed
from tests.proofs.places import (
    ECHO,
    any_file,
    any_line,
    gap,
    said,
    taking,
)
from tests.proofs.project import Line, Project


def _spelled(line: Line) -> tuple[tuple[str, str], ...]:
    return (("spelling", line.text.split()[0].upper()),)


def _needed(after: Project, path: str) -> bool:
    """Whether a line that is built may take it."""
    built = [after.line(place).id for place in after.places() if place.stage in after.needed()]
    return any(line.id in built for line in taking(after, path))


def comment(random: Random, after: Project, word: str) -> Edit:
    place = gap(random, after)
    after.stages[place.stage].lines.insert(place.index, Line(f"new-{word}", f"# {word}", "comment", "edit"))
    return Edit("comment", after, told=(("comment", "#"),))


def keyword_s_case(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, lambda x: x.kind != "comment" and x.text.split()[0].isupper())):
        return None
    keyword, rest = line.text.split(" ", 1)
    line.text = f"{keyword.lower()} {rest}"
    return Edit("keyword_s_case", after, told=_spelled(line) if line.kind == "layer" else ())


def stage_name(random: Random, after: Project, word: str) -> Edit | None:
    used = {n for stage in after.stages for n in {*stage.takes, stage.parent}}
    free = [
        n
        for n, x in enumerate(after.stages)
        if n not in used and (not after.target or x.name != after.target)
    ]
    if not free:
        return None
    stage = random.choice(free)
    after.stages[stage].name = f"s{word}"
    return Edit("stage_name", after, told=(("stage_name", ""),) if stage in after.needed() else ())


def file_date(random: Random, after: Project, word: str) -> Edit | None:
    if not (path := any_file(random, after, lambda f: f.regular)):
        return None
    after.files[path] = msgspec.structs.replace(after.files[path], mtime=random.randrange(1, 2**31))
    return Edit("file_date", after, told=(("mtime", path),) if _needed(after, path) else ())


def argument_not_declared(random: Random, after: Project, word: str) -> Edit:
    after.build_args[f"U{word}"] = word
    return Edit("argument_not_declared", after, told=(("argument", f"U{word}"),))


def label(random: Random, after: Project, word: str) -> Edit:
    place = gap(random, after)
    line = Line(f"new-{word}", random.choice([f"LABEL l={word}", f"CMD echo {word}"]), "setting", "edit")
    after.stages[place.stage].lines.insert(place.index, line)
    return Edit("label", after, told=(("setting", line.text.split()[0]),))


def unused_stage(random: Random, after: Project, word: str) -> Edit | None:
    needed = after.needed()
    places = [p for p in after.places() if p.stage not in needed and said(after.line(p))]
    if not places:
        return None
    line = after.line(random.choice(places))
    line.text = ECHO.sub(f"echo {word}", line.text, count=1)
    return Edit("unused_stage", after)


def base_by_its_tag(random: Random, after: Project, word: str) -> Edit | None:
    """Another name for the same content."""
    found = [n for n, stage in enumerate(after.stages) if stage.base == "lab/base"]
    if not found:
        return None
    stage = random.choice(found)
    after.stages[stage].base = "lab/base:latest"
    return Edit("base_by_its_tag", after, told=(("base_name", ""),) if stage in after.needed() else ())


def source_with_a_dot(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, lambda x: bool(re.match(r"COPY [cd]\d", x.text)))):
        return None
    line.text = line.text.replace("COPY ", "COPY ./", 1)
    return Edit("source_with_a_dot", after, told=_spelled(line))


def blanks_around_a_command(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, lambda x: x.text.startswith("RUN echo") and "\n" not in x.text)):
        return None
    line.text = line.text.replace("RUN ", "RUN   ", 1) + "  "
    return Edit("blanks_around_a_command", after, told=_spelled(line))


def network_default(random: Random, after: Project, word: str) -> Edit | None:
    if not (
        line := any_line(random, after, lambda x: x.text.startswith("RUN ") and "--network" not in x.text)
    ):
        return None
    line.text = line.text.replace("RUN ", "RUN --network=default ", 1)
    return Edit("network_default", after, told=_spelled(line))


def exec_form(random: Random, after: Project, word: str) -> Edit | None:
    """What the shell form is for BuildKit, unless SHELL says otherwise."""
    if not (line := any_line(random, after, lambda x: bool(re.fullmatch(r"RUN echo [\w]+", x.text)))):
        return None
    line.text = f'RUN ["/bin/sh", "-c", "{line.text.removeprefix("RUN ")}"]'
    return Edit("exec_form", after, {line.id: (changed("/bin/sh"),)})


def file_not_copied(random: Random, after: Project, word: str) -> Edit | None:
    """Told of steps that take files, but not this one."""
    path = f"u{word}"
    copies = any_line(random, after, lambda x: x.text.startswith("COPY ") and "--from" not in x.text)
    if taking(after, path) or not copies:
        return None
    after.files[path] = ContextFile(text=word)
    return Edit("file_not_copied", after, told=(("not_copied", path), ("ignored", path)))


def file_ignored(random: Random, after: Project, word: str) -> Edit | None:
    found = [path for path in after.files if re.fullmatch(r"ig\w+/x\.log", path)]
    texts = [file.text or "" for path, file in after.files.items() if path.endswith(".dockerignore")]
    if (
        not found
        or len(texts) != 1
        or not re.search(r"^ig\*/(?:\*|x|\?)\.log$|^\*\*/\*\.log$", texts[0], re.MULTILINE)
    ):
        return None
    path = random.choice(found)
    after.files[path] = ContextFile(text=f"{word}\n")
    return Edit("file_ignored", after, told=(("ignored", path),))


def file_written_again(random: Random, after: Project, word: str) -> Edit | None:
    """The same content, sent in another way."""
    if not (path := any_file(random, after, lambda f: f.text is not None)):
        return None
    old = after.files[path]
    content = base64.b64encode(old.content()).decode()
    after.files[path] = ContextFile(base64=content, mode=old.mode, mtime=old.mtime)
    return Edit("file_written_again", after)


def nothing(random: Random, after: Project, word: str) -> Edit:
    return Edit("nothing", after)


EDITS: tuple[Maker, ...] = (
    *(comment, keyword_s_case, stage_name, file_date, argument_not_declared, label, unused_stage),
    *(base_by_its_tag, source_with_a_dot, blanks_around_a_command, network_default, exec_form),
    *(file_not_copied, file_ignored, file_written_again, nothing),
)
