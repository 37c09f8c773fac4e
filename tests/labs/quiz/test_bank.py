"""What the published questions are worth: none can be answered without reading it."""

import re
from collections import Counter
from statistics import mean

import pytest

from labs import catalogue
from labs.quiz import bank
from labs.quiz.item import Item, Marks, Multiple, Single, names, shuffled
from labs.quiz.marking import mark
from tests.labs.quiz.answers import variants

EVERY = [asked for item in bank.items() for asked in variants(item)]
"""In all their variants."""
CHOICES = [item for item in EVERY if isinstance(item, Single | Multiple)]
MARKED = [item for item in EVERY if isinstance(item, Marks)]
LEARNERS = [f"learner {number}" for number in range(200)]
MORE = 0.05


def chance(item: Single | Multiple) -> float:
    """Of somebody who chooses one option blindly."""
    return sum(mark(item, [name]).right for name in names(item)) / len(item.options)


def at(item: Single | Multiple, who: str, place: int) -> list[str]:
    """What stands there for the learner, if so many options are there."""
    return [name for name, _ in shuffled(item, who)[place : place + 1]]


CHANCE = mean(map(chance, CHOICES))


def test_every_step_has_questions_and_there_are_six_types() -> None:
    assert len(bank.items()) >= 30
    assert {item.step for item in bank.items()} == set(range(1, 8))
    assert Counter(type(item).__name__ for item in bank.items()).keys() == {
        *("Single", "Multiple", "Number", "Order", "MarkSteps", "MarkSheets")
    }


@pytest.mark.parametrize("place", range(4))
def test_always_the_same_place_scores_no_more_than_chance(place: int) -> None:
    scores = [
        mark(item, chosen).right for item in CHOICES for who in LEARNERS if (chosen := at(item, who, place))
    ]
    assert mean(scores) <= CHANCE + MORE


@pytest.mark.parametrize("rank", range(-1, 4))
def test_always_the_shortest_or_the_longest_or_one_in_between_scores_no_more_than_chance(rank: int) -> None:
    def by_length(item: Single | Multiple) -> list[str]:
        lengths = {name: len(re.sub("[*`]", "", one.text)) for name, one in names(item).items()}
        return sorted(lengths, key=lengths.__getitem__)

    scores = [mark(item, [by_length(item)[rank]]).right for item in CHOICES if len(item.options) > rank]
    assert mean(scores) <= CHANCE + MORE


@pytest.mark.parametrize("place", range(-4, 4))
def test_always_marking_the_same_place_scores_no_more_than_chance(place: int) -> None:
    """Chance is that of marking one blindly, where one is wanted, and each as likely as not elsewhere."""
    blind = mean(1 / len(item.choices) for item in MARKED)
    scores = [mark(item, [list(names(item))[place]]).right for item in MARKED if len(item.choices) >= 4]
    assert mean(scores) <= blind + MORE


@pytest.mark.parametrize("count", range(1, 5))
def test_always_marking_the_first_or_the_last_ones_scores_no_more_than_chance(count: int) -> None:
    blind = mean(1 / len(item.choices) for item in MARKED)
    for some in (slice(count), slice(-count, None)):
        scores = [mark(item, list(names(item))[some]).right for item in MARKED if len(item.choices) > count]
        assert mean(scores) <= blind + MORE


def test_marking_all_is_never_right() -> None:
    assert not any(mark(item, list(names(item))).right for item in MARKED)


def test_each_concept_has_two_questions_on_dockerfiles_that_no_lab_has() -> None:
    later = Counter(item.concept for item in bank.items() if item.delayed)
    concepts = {item.concept for item in bank.items()}
    assert [concept for concept in concepts if later[concept] < 2] == []
    seen = {exercise.start.dockerfile for exercise in catalogue.exercises()}
    for item in EVERY:
        if item.case:
            built = bank.cases()[item.case].built(0)
            assert seen.isdisjoint(context.dockerfile for context, _ in built)


def test_all_the_options_at_once_are_never_right() -> None:
    assert not any(mark(item, list(names(item))).right for item in CHOICES)


@pytest.mark.parametrize("item", bank.items(), ids=lambda item: item.id)
def test_a_question_stands_in_the_step_of_its_proof(item: Item) -> None:
    exercise = catalogue.find(item.proof.exercise)
    assert exercise
    assert exercise.matter.step == item.step
