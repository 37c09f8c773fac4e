"""Edits of projects, made at random."""

from random import Random

from tests.proofs.causes import Cause, Edit, Maker
from tests.proofs.editing import files, harmless, instructions, settings
from tests.proofs.places import taking
from tests.proofs.project import Project

EDITS: tuple[Maker, ...] = (*instructions.EDITS, *settings.EDITS, *files.EDITS, *harmless.EDITS)
TWO = 0.15
"""How often two edits are made at once."""


def edit(random: Random, project: Project, word: str) -> Edit:
    """One or two at once. BuildKit is asked to use its cache, unless an edit says no."""
    made = _one(random, project, word)
    if random.random() < TWO:
        second = _one(random, made.after, f"{word}z")
        if second.name != made.name and not made.after.no_cache:
            causes = {
                x: (*made.causes.get(x, ()), *second.causes.get(x, ()))
                for x in {*made.causes, *second.causes}
            }
            made = Edit(f"{made.name} and {second.name}", second.after, causes)
    return _with_dockerfile_copied(project, made)


def _one(random: Random, project: Project, word: str) -> Edit:
    while True:
        after = project.copy()
        after.no_cache = False
        if made := random.choice(EDITS)(random, after, word):
            return made


def _with_dockerfile_copied(before: Project, made: Edit) -> Edit:
    """Whatever else it is, a change of the Dockerfile's text is one of a file too, where that is copied."""
    if before.dockerfile() == made.after.dockerfile():
        return made
    cause = Cause(frozenset({"files_changed"}), frozenset({"Dockerfile"}))
    causes = dict(made.causes)
    for line in taking(made.after, "Dockerfile"):
        causes[line.id] = (*causes.get(line.id, ()), cause)
    return Edit(made.name, made.after, causes, made.told)
