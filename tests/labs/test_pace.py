"""How fast the course goes: what is new on each screen, and how long the core path takes."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from labs import catalogue, pages
from labs.course import core
from labs.exercise import Exercise, Task
from labs.glossary import pieces, terms
from tests.figures import note
from tests.labs.test_glossary import CODE, PATH
from tests.labs.written import prose

NEW_TERMS = 3
CORE_MINUTES = 100

# Seconds, of Card, Moran and Newell's keystroke-level model: an average typist's key, pointing, moving a
# hand, a thought before each action.
KEY, POINT, HAND, THOUGHT = 0.28, 1.1, 0.4, 1.35
WORDS_A_MINUTE = 150
"""Who reads English as a second language, and thinks about it: natives read 238."""
BUILD, CHECK = 5, 15
"""Until a build has ended; until an answer is judged, up to three builds."""
CLICK = THOUGHT + HAND + POINT + KEY


def screens() -> Iterator[tuple[str, str]]:
    """What is read in one go, in the course's order: a page's or a lab's part under one heading."""
    for _, _, slug in PATH:
        exercise, page = catalogue.find_in_course(slug), pages.find(slug)
        texts = [exercise.intro, exercise.outcome] if exercise else [page.text] if page else []
        for text in texts:
            for part in re.split(r"(?m)^(?=## )", text):
                yield slug, part


def test_no_screen_brings_more_than_three_new_terms() -> None:
    known, too_many = set[str](), dict[str, list[str]]()
    for slug, text in screens():
        used = {one.term.term for one in pieces(CODE.sub("", text), terms()) if one.term}
        if len(used - known) > NEW_TERMS:
            too_many[f"{slug}: {text[:40]}"] = sorted(used - known)
        known |= used
    assert too_many == {}


def test_the_core_path_takes_at_most_100_minutes_by_its_keystrokes() -> None:
    minutes = {exercise.slug: _seconds(exercise) / 60 for exercise in core()}
    note("core path by a keystroke-level model", f"{sum(minutes.values()):.0f} minutes")
    assert sum(minutes.values()) <= CORE_MINUTES, minutes


def _seconds(exercise: Exercise) -> float:
    """All is read, every edit made, every hint asked; a wrong answer is handed in before the right one."""
    words = sum(len(text.split()) for text in prose(exercise))
    typed = sum(len(one.placeholder) or one.max_length for one in exercise.matter.inputs)
    asked = len(exercise.matter.edits) + 1
    acted = asked * (3 * CLICK + BUILD) + typed * KEY
    return words / WORDS_A_MINUTE * 60 + acted + sum(_solving(task) for task in exercise.tasks)


def _solving(task: Task) -> float:
    first = task.start.over(task.matter.wrong[0].files) if task.matter.wrong else task.start
    keys = _keys(task.start.dockerfile, first.dockerfile) + _keys(first.dockerfile, task.solution.dockerfile)
    return (1 + len(task.matter.hints)) * CLICK + keys * KEY + 2 * (CLICK + CHECK)


def _keys(before: str, after: str) -> int:
    """Characters to delete and to type."""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum((i2 - i1) + (j2 - j1) for code, i1, i2, j1, j2 in codes if code != "equal")
