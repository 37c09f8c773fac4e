"""What the published questions are worth: none can be answered without reading it."""

import re
from collections import Counter
from statistics import mean

import pytest

from labs import catalogue
from labs.quiz import bank
from labs.quiz.item import Item, Multiple, Single, names, shuffled
from labs.quiz.marking import mark

CHOICES = [item for item in bank.items() if isinstance(item, Single | Multiple)]
LEARNERS = [f"learner {number}" for number in range(200)]
MORE = 0.05


def chance(item: Single | Multiple) -> float:
    """Of somebody who chooses one option blindly."""
    return sum(mark(item, [name]).right for name in names(item)) / len(item.options)


CHANCE = mean(map(chance, CHOICES))


def test_every_step_has_questions_of_four_types() -> None:
    assert len(bank.items()) >= 30
    assert {item.step for item in bank.items()} == set(range(1, 8))
    assert Counter(type(item).__name__ for item in bank.items()).keys() == {
        *("Single", "Multiple", "Number", "Order")
    }


@pytest.mark.parametrize("place", range(4))
def test_always_the_same_place_scores_no_more_than_chance(place: int) -> None:
    scores = [mark(item, [shuffled(item, who)[place][0]]).right for item in CHOICES for who in LEARNERS]
    assert mean(scores) <= CHANCE + MORE


@pytest.mark.parametrize("rank", range(4))
def test_always_the_shortest_or_the_longest_or_one_in_between_scores_no_more_than_chance(rank: int) -> None:
    def by_length(item: Single | Multiple) -> list[str]:
        lengths = {name: len(re.sub("[*`]", "", one.text)) for name, one in names(item).items()}
        return sorted(lengths, key=lengths.__getitem__)

    assert mean(mark(item, [by_length(item)[rank]]).right for item in CHOICES) <= CHANCE + MORE


def test_all_the_options_at_once_are_never_right() -> None:
    assert not any(mark(item, list(names(item))).right for item in CHOICES)


@pytest.mark.parametrize("item", bank.items(), ids=lambda item: item.id)
def test_a_question_stands_in_the_step_of_its_proof(item: Item) -> None:
    exercise = catalogue.find(item.proof.exercise)
    assert exercise
    assert exercise.matter.step == item.step
