"""Edits of what steps run with: variables, user, shell, base, target."""

import re
from random import Random

from tests.proofs.causes import Cause, Edit, Maker, setting
from tests.proofs.places import (
    any_line,
    gap,
    lines_above,
    place_of,
)
from tests.proofs.project import Line, Place, Project

_VALUE = re.compile(r"\d+x[0-9a-f]{6}")
_ENV = re.compile(r"(?:ENV |ARG | )(\w+)[ =]")


def env_more(random: Random, after: Project, word: str) -> Edit:
    return _setting_more("env_more", random, after, f"ENV V{word}=1", f"V{word}", word)


def argument_more(random: Random, after: Project, word: str) -> Edit:
    return _setting_more("argument_more", random, after, f"ARG V{word}=1", f"V{word}", word)


def user_more(random: Random, after: Project, word: str) -> Edit:
    return _setting_more("user_more", random, after, "USER 0:0", "USER", word)


def shell_more(random: Random, after: Project, word: str) -> Edit:
    return _setting_more("shell_more", random, after, 'SHELL ["/bin/busybox", "sh", "-c"]', "SHELL", word)


def environment_s_order(random: Random, after: Project, word: str) -> Edit | None:
    """Two ENV one after the other, turned round: the environment is a list."""
    places = [Place(p.stage, p.index - 1) for p in after.places() if p.index]
    pairs = [p for p in places if all(_sets(after.line(Place(p.stage, p.index + n))) for n in (0, 1))]
    if not pairs:
        return None
    place = random.choice(pairs)
    lines = after.stages[place.stage].lines
    lines[place.index : place.index + 2] = lines[place.index : place.index + 2][::-1]
    names = frozenset(
        name for line in lines[place.index : place.index + 2] for name in _ENV.findall(line.text)
    )
    cause = Cause(frozenset({"environment_changed"}), names=names)
    return Edit("environment_s_order", after, {x.id: (cause,) for x in lines_above(after, place)})


def env_value(random: Random, after: Project, word: str) -> Edit | None:
    names = {"env": "A", "env_of_env": "FIRST", "argument": "NAME"}
    if not (line := any_line(random, after, lambda x: x.feature in names and bool(_VALUE.search(x.text)))):
        return None
    line.text = _VALUE.sub(word, line.text, count=1)
    name = names[line.feature]
    named = frozenset({name, "SECOND"} if name == "FIRST" else {name})
    cause = Cause(frozenset({"environment_changed"}), names=named)
    return Edit("env_value", after, {x.id: (cause,) for x in lines_above(after, place_of(after, line))})


def argument_value(random: Random, after: Project, word: str) -> Edit | None:
    given = [name for name in after.build_args if name.startswith("A")]
    if not given:
        return None
    name = random.choice(given)
    after.build_args[name] = word
    cause = Cause(frozenset({"environment_changed"}), names=frozenset({name}))
    lines = [after.line(place) for place in after.places()]
    return Edit("argument_value", after, {x.id: (cause,) for x in lines})


def base(random: Random, after: Project, word: str) -> Edit | None:
    """To one that holds something else."""
    found = [n for n, stage in enumerate(after.stages) if stage.base in ("lab/base", "lab/base:latest")]
    if not found:
        return None
    index = random.choice(found)
    old, after.stages[index].base = after.stages[index].base, "lab/script"
    cause = Cause(frozenset({"base_changed"}), words=(old, "lab/script"))
    lines = lines_above(after, Place(index, -1))
    return Edit("base", after, {x.id: (cause,) for x in lines})


def base_by_argument(random: Random, after: Project, word: str) -> Edit | None:
    found = [n for n, text in enumerate(after.head) if text.startswith("ARG BASE") and "script" not in text]
    if not found:
        return None
    index = random.choice(found)
    name = after.head[index].split()[1].partition("=")[0]
    after.head[index] = f"ARG {name}=lab/script"
    stage = next(n for n, each in enumerate(after.stages) if each.base == f"${{{name}}}")
    cause = Cause(frozenset({"base_changed"}))
    return Edit("base_by_argument", after, {x.id: (cause,) for x in lines_above(after, Place(stage, -1))})


def no_cache(random: Random, after: Project, word: str) -> Edit:
    after.no_cache = True
    lines = [after.line(place) for place in after.places()]
    return Edit("no_cache", after, {x.id: (Cause(frozenset({"no_cache"})),) for x in lines})


def target(random: Random, after: Project, word: str) -> Edit | None:
    """What was never built before has nothing that matches."""
    names = [stage.name for stage in after.stages if stage.name and stage.name != after.target]
    if not names:
        return None
    after.target = random.choice(names)
    # Where only settings were built so far, its first step is the first of all that ran.
    cause = Cause(frozenset({"nothing_matches", "first_build"}))
    return Edit("target", after, {after.line(p).id: (cause,) for p in after.places()})


def _setting_more(name: str, random: Random, after: Project, text: str, named: str, word: str) -> Edit:
    place = gap(random, after, runs=True)
    after.stages[place.stage].lines.insert(place.index, Line(f"new-{word}", text, "setting", "edit"))
    return Edit(name, after, {x.id: (setting(named),) for x in lines_above(after, place)})


def _sets(line: Line) -> bool:
    return line.text.startswith(("ENV V", "ARG V", "ENV A", "ARG NAME"))


EDITS: tuple[Maker, ...] = (
    *(env_more, argument_more, user_more, shell_more, env_value, argument_value, base),
    *(base_by_argument, no_cache, target),
)
