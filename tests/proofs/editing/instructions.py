"""Edits of instructions: their words, flags and order."""

from random import Random

from tests.proofs.causes import Cause, Edit, Maker, changed, moved, setting
from tests.proofs.places import ECHO, any_line, gap, lines_above, place_of, said
from tests.proofs.project import Line, Place, Project


def command(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, said)):
        return None
    old = ECHO.findall(line.text)[0]
    line.text = line.text.replace(f"echo {old}", f"echo {word}", 1)
    return Edit("command", after, {line.id: (changed(old, word),)})


def blanks_in_a_command(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, said)):
        return None
    line.text = line.text.replace("echo ", "echo   ", 1)
    return Edit("blanks_in_a_command", after, {line.id: (changed("echo   "),)})


def chmod_flag(random: Random, after: Project, word: str) -> Edit | None:
    if not (
        line := any_line(random, after, lambda x: x.text.startswith("COPY ") and "--chmod" not in x.text)
    ):
        return None
    line.text = line.text.replace("COPY ", "COPY --chmod=711 ", 1)
    return Edit("chmod_flag", after, {line.id: (changed("--chmod=711"),)})


def chown_flag(random: Random, after: Project, word: str) -> Edit | None:
    if not (
        line := any_line(random, after, lambda x: x.text.startswith("COPY ") and "--chown" not in x.text)
    ):
        return None
    line.text = line.text.replace("COPY ", "COPY --chown=77 ", 1)
    return Edit("chown_flag", after, {line.id: (changed("--chown=77"),)})


def cache_mount_id(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, lambda x: "--mount=type=cache," in x.text)):
        return None
    line.text = line.text.replace("--mount=type=cache,", f"--mount=type=cache,id={word},", 1)
    line.text = line.text.replace(",id=c1", "")
    return Edit("cache_mount_id", after, {line.id: (changed(f"id={word}"),)})


def secret_id(random: Random, after: Project, word: str) -> Edit | None:
    if not (line := any_line(random, after, lambda x: "type=secret,id=key" in x.text)):
        return None
    line.text = line.text.replace("type=secret,id=key", f"type=secret,id={word}")
    return Edit("secret_id", after, {line.id: (changed(f"id={word}"),)})


def step_more(random: Random, after: Project, word: str) -> Edit | None:
    place = gap(random, after)
    stage = after.stages[place.stage]
    shell = stage.base != "scratch"
    text = f"RUN echo {word}" if shell and random.random() < 0.7 else f"WORKDIR /w{word}"
    line = Line(f"new-{word}", text, "layer", "edit")
    stage.lines.insert(place.index, line)
    # Where nothing ran before, as in a stage of settings alone, it is the first of all.
    causes: dict[str, tuple[Cause, ...]] = {line.id: (Cause(frozenset({"nothing_matches", "first_build"})),)}
    if text.startswith("WORKDIR"):
        causes |= {x.id: (setting("WORKDIR"), moved()) for x in lines_above(after, place)}
    return Edit("step_more", after, causes)


def step_less(random: Random, after: Project, word: str) -> Edit | None:
    alone = (
        "change_nothing",
        "write_where_nothing_is_kept",
        "copy_a_link",
        "make_and_delete_at_once",
        "edit",
    )
    if not (line := any_line(random, after, lambda x: x.kind == "layer" and x.feature in alone)):
        return None
    place = place_of(after, line)
    if line.text.startswith("WORKDIR"):
        return None
    after.stages[place.stage].lines.remove(line)
    below = Place(place.stage, place.index - 1)
    return Edit("step_less", after, {x.id: (moved(),) for x in lines_above(after, below)})


def order(random: Random, after: Project, word: str) -> Edit | None:
    alone = (
        "change_nothing",
        "write_where_nothing_is_kept",
        "make_and_delete_at_once",
        "make_a_fifo",
        "edit",
    )
    places = [
        p
        for p in after.places()
        if p.index and after.line(p).kind == "layer" == after.line(Place(p.stage, p.index - 1)).kind
        if after.line(p).feature in alone and not after.line(p).text.startswith("WORKDIR")
    ]
    if not places:
        return None
    place = random.choice(places)
    lines = after.stages[place.stage].lines
    upper, lower = lines[place.index], lines[place.index - 1]
    lines[place.index], lines[place.index - 1] = lower, upper
    return Edit(
        "order", after, {x.id: (moved(),) for x in lines_above(after, Place(place.stage, place.index - 2))}
    )


EDITS: tuple[Maker, ...] = (
    *(command, blanks_in_a_command, chmod_flag, chown_flag, cache_mount_id, secret_id),
    *(step_more, step_less, order),
)
