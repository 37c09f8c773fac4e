"""Who answers wrongly is told what decides; who answers rightly in another way than we is not turned away."""

from collections import Counter
from collections.abc import Iterator

import pytest

from builds.models import Learner
from labs.catalogue import LIBRARY
from labs.exercise import Exercise, Task
from labs.grading import Result
from labs.loading import load_all
from labs.rehearsal import rehearse
from tests.figures import note
from tests.labs.answers import WANTED, Wrong, right, wrong
from tests.size import FULL, size

WITH_TASKS = [one for one in load_all(LIBRARY) if one.tasks]
TRIED = [one for one in WITH_TASKS if FULL or one.slug in {"what-a-layer-is", "the-build-cache"}]
"""One about layers and one about the cache; all of the course with PROVE=1."""
NAMED = 0.9


@pytest.fixture(scope="module")
def tally() -> Iterator[Counter[str]]:
    counts = Counter[str]()
    yield counts
    note("wrong answers told which fact or line decides", f"{counts['named']} of {counts['wrong']}")
    note("right answers unlike our solutions, taken as right", f"{counts['taken']} of {counts['right']}")


def test_every_task_has_ten_wrong_answers_and_three_right_ones() -> None:
    for exercise in WITH_TASKS:
        for task in exercise.tasks:
            tried = [one.context for one in wrong(exercise, task)], right(exercise, task)
            assert [len(answers) for answers in tried] == [WANTED, 3], task.id
            everything = [task.solution, *tried[0], *tried[1]]
            assert all(one not in everything[:place] for place, one in enumerate(everything)), task.id


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired", "engine_settings")
@pytest.mark.parametrize("exercise", TRIED, ids=lambda one: one.slug)
def test_what_decides_is_named_and_no_right_answer_is_turned_away(
    exercise: Exercise, owner: Learner, tally: Counter[str]
) -> None:
    faults, unnamed, count = list[str](), list[str](), 0
    for task in exercise.tasks:
        faults += _turned_away(exercise, task, owner, tally)
        for answer in wrong(exercise, task)[: size(6, WANTED)]:
            result = rehearse(task, answer.context, owner)
            count += 1
            if answer.fails not in {one.id for one in result.checks if not one.passed}:
                faults.append(f"{task.id}, {answer.title}: {answer.fails} holds; {_failing(result)}")
            elif not _names(result, answer):
                unnamed.append(f"{task.id}, {answer.title}: no {answer.names!r} in {_failing(result)}")
    tally.update(wrong=count, named=count - len(unnamed))
    assert faults == []
    assert count - len(unnamed) >= NAMED * count, unnamed


def _turned_away(exercise: Exercise, task: Task, owner: Learner, tally: Counter[str]) -> Iterator[str]:
    for place, context in enumerate(right(exercise, task)[: size(1, 3)], start=1):
        result = rehearse(task, context, owner)
        tally.update(right=1, taken=result.passed)
        if not result.passed:
            yield f"{task.id}, right answer {place}: {_failing(result)}"


def _names(result: Result, answer: Wrong) -> bool:
    return any(answer.names in one.found for one in result.checks if not one.passed)


def _failing(result: Result) -> str:
    return "; ".join(f"{one.id}: {one.found}" for one in result.checks if not one.passed) or "it passes"
