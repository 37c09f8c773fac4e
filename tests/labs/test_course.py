"""The course keeps its promises, on a real engine."""

import pytest

from builds.models import Learner
from labs.catalogue import LIBRARY
from labs.exercise import Exercise
from labs.loading import load_all
from labs.management.commands.verify_course import verify
from tests.size import FULL

COURSE = load_all(LIBRARY)
CORE = {
    "what-a-layer-is",
    "its-still-there",
    "the-build-cache",
    "myth-containers-change-images",
    "sharing-sheets",
    "many-stages",
    "pitfall-copy-first",
}
PROVEN = [one for one in COURSE if FULL or one.slug in CORE]
"""The path that everybody takes; all of the course with PROVE=1."""


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired", "engine_settings")
@pytest.mark.parametrize("exercise", PROVEN, ids=lambda one: one.slug)
def test_starts_fail_solutions_pass_and_wrong_answers_fail_where_they_should(
    exercise: Exercise, owner: Learner
) -> None:
    assert {name: fault for name, fault in verify(exercise, owner) if fault} == {}


@pytest.mark.parametrize("exercise", COURSE, ids=lambda one: one.slug)
def test_nobody_reads_more_than_120_words_before_the_first_prediction(exercise: Exercise) -> None:
    assert exercise.matter.question is not None
    assert len(exercise.intro.split()) + len(exercise.matter.question.text.split()) <= 120


def test_the_first_exercise_takes_at_most_80_words() -> None:
    first = COURSE[0]
    assert first.matter.question is not None
    options = sum(len(option.text.split()) for option in first.matter.question.options)
    assert len(first.intro.split()) + len(first.matter.question.text.split()) + options <= 110
