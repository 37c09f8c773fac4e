"""Where in a project something can be edited, and what an edit there touches."""

import re
from collections.abc import Callable
from random import Random

from builds.request import ContextFile
from tests.proofs.project import Line, Place, Project

EVERYTHING = re.compile(r"COPY (--\S+ )*\./?\s", re.IGNORECASE)
ECHO = re.compile(r"echo (\d+x[0-9a-f]{6})")


def said(line: Line) -> bool:
    return line.kind == "layer" and bool(ECHO.search(line.text))


def any_line(random: Random, project: Project, wanted: Callable[[Line], bool]) -> Line | None:
    """Rather one of a stage that is built."""
    needed = project.needed()
    found = [project.line(p) for p in project.places() if wanted(project.line(p)) and p.stage in needed]
    return random.choice(found) if found else None


def place_of(project: Project, line: Line) -> Place:
    return next(place for place in project.places() if project.line(place) is line)


def gap(random: Random, project: Project, *, runs: bool = False) -> Place:
    """Where a line may be put in."""
    needed = sorted(project.needed())
    shells = [n for n in needed if project.stages[n].base != "scratch"]
    stage = random.choice(shells if runs and shells else needed)
    return Place(stage, random.randint(0, len(project.stages[stage].lines)))


def lines_above(project: Project, place: Place) -> list[Line]:
    """Those of the stage that follow, and all of the stages that stand on it."""
    lines = project.stages[place.stage].lines[place.index + 1 :]
    for number, stage in enumerate(project.stages):
        if stage.parent == place.stage:
            lines = [*lines, *lines_above(project, Place(number, -1))]
    return lines


def any_file(random: Random, project: Project, wanted: Callable[[ContextFile], bool]) -> str | None:
    ignores = (".dockerignore", "Dockerfile.dockerignore")
    found = [p for p, f in project.files.items() if wanted(f) and p not in ignores and ".tar" not in p]
    return random.choice(found) if found else None


def any_folder(random: Random, project: Project) -> str | None:
    found = sorted({path.split("/")[0] for path in project.files if "/" in path})
    return random.choice(found) if found else None


def spare(random: Random, project: Project) -> str | None:
    """A file that no instruction names, so that nothing fails without it."""
    found = [p for p, f in project.files.items() if p.endswith(("/two", "/keep.log", "/k.txt")) and f.regular]
    return random.choice(found) if found else None


def taking(project: Project, path: str) -> list[Line]:
    """The lines that may take it from the context: that name its topmost folder, or take everything."""
    top = path.split("/")[0]
    lines = [project.line(place) for place in project.places() if project.line(place).kind == "layer"]
    return [
        x for x in lines if top in x.text or EVERYTHING.match(x.text) or _by_pattern(x, top) or "$" in x.text
    ]


def _by_pattern(line: Line, top: str) -> bool:
    return line.feature == "copy_by_pattern" and top.rpartition(".")[0] in line.text
