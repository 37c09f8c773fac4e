from collections import Counter

import pytest

from labs.quiz import bank, recorded, shown
from labs.quiz.case import worded
from labs.quiz.item import Item, MarkSheets, MarkSteps, Number
from labs.quiz.varied import variant_for, varied
from tests.labs.quiz.answers import item, variants

ASKED = [asked for asked in bank.items() if asked.case]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.id)
def test_a_learner_keeps_a_variant_until_the_question_comes_back_with_another(asked: Item) -> None:
    for number in range(20):
        who = f"learner {number}"
        assert variant_for(asked, who, 0) == variant_for(asked, who, 0)
        assert variant_for(asked, who, 0) != variant_for(asked, who, 1)


def test_learners_get_all_the_variants_about_equally_often() -> None:
    asked = item("weather-holds")
    counts = Counter(variant_for(asked, f"learner {number}", 0) for number in range(400))
    assert sorted(counts) == [0, 1, 2, 3]
    assert min(counts.values()) > 60


def test_each_variant_has_words_of_its_own() -> None:
    asked = item("weather-holds")
    assert len({varied(asked, variant).text for variant in range(4)}) == 4


def test_a_question_without_a_case_is_the_same_for_everybody() -> None:
    asked = item("run-true")
    assert variant_for(asked, "anybody", 3) == 0
    assert varied(asked, 0) is asked


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.id)
def test_no_picture_tells_the_answer(asked: Item) -> None:
    subject = shown.asked(varied(asked, 0), 0, "anybody", []).subject
    assert subject
    deciding = f"/{asked.at % len(recorded.builds(asked.case or '', 0))}/picture"
    if isinstance(asked, MarkSheets) and asked.marks in ("holds", "reads", "covers"):
        assert subject.picture.endswith(deciding)
    else:
        assert not subject.picture.endswith(deciding)
        assert not subject.picture or isinstance(asked, MarkSteps)


def test_a_variant_that_was_withdrawn_since_is_taken_for_another_one() -> None:
    asked = item("weather-holds")
    assert varied(asked, 4) == varied(asked, 0)


def test_what_decides_is_looked_for_under_the_words_of_the_variant() -> None:
    answers = [asked.answer for asked in variants(item("weather-stored")) if isinstance(asked, Number)]
    assert answers == [1, 1, 1, 2]


def test_words_are_said_wherever_they_stand_and_others_are_left() -> None:
    asked = worded(item("weather-holds"), {"asked": "a.txt"})
    assert "/data/a.txt" in asked.text
    assert "~asked~" not in repr(asked)
