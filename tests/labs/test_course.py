"""The course keeps its promises, on a real engine."""

import pytest

from builds.models import Learner
from labs.catalogue import LIBRARY
from labs.course import core, course
from labs.exercise import Exercise
from labs.loading import load_all
from labs.verifying import verify
from tests.size import FULL

COURSE = load_all(LIBRARY)
SAMPLE = {"what-a-layer-is", "its-still-there", "myth-containers-change-images", "many-stages"}
PROVEN = [one for one in COURSE if FULL or one.slug in SAMPLE]
"""Labs, a quiz and stages; all of the course with PROVE=1."""


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


def test_the_core_path_has_only_exercises_that_exist_and_takes_at_most_100_minutes() -> None:
    assert {one.slug for one in core()} == set(course().core)
    assert sum(one.matter.minutes for one in core()) <= 100


def test_every_step_of_the_course_has_an_exercise() -> None:
    assert {one.matter.step for one in COURSE} >= set(range(1, len(course().steps) + 1))
