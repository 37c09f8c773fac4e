import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.quiz import bank
from labs.quiz.item import Item, Marks, Number, names
from labs.quiz.marking import AnswerInvalid, check, mark
from tests.labs.quiz.answers import item, right, variants

EVERY = [variants(asked)[0] for asked in bank.items()]


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.id)
def test_the_right_answer_is_right(asked: Item) -> None:
    check(asked, right(asked))
    assert mark(asked, right(asked)).right


def test_of_several_all_are_wanted_and_no_other() -> None:
    asked = item("never-a-layer")
    wanted = right(asked)
    for wrong in (wanted[1:], list(names(asked))):
        check(asked, wrong)
        assert not mark(asked, wrong).right


def test_a_wrong_number_that_is_known_is_answered_by_its_own_words() -> None:
    asked = item("layers-of-seven-lines")
    assert isinstance(asked, Number)
    seven, three = mark(asked, ["7"]).remarks
    assert (seven.text, seven.said, seven.right) == ("7 layers", True, False)
    assert "Most sources" in seven.why
    assert (three.text, three.said, three.right) == ("3 layers", False, True)
    assert mark(asked, ["5"]).remarks[0].why == asked.otherwise


def test_another_order_is_wrong_and_says_which_places_were_right() -> None:
    asked = item("depends-on-most")
    first, second, third = right(asked)
    marked = mark(asked, [first, third, second])
    assert not marked.right
    assert [(remark.text, remark.said) for remark in marked.remarks] == [
        ("diffID", True),
        ("chainID", False),
        ("image ID", False),
    ]


def test_marks_are_right_where_all_that_are_wanted_are_there_and_no_other() -> None:
    for asked in EVERY:
        if isinstance(asked, Marks):
            for wrong in ([name for name in names(asked) if name not in right(asked)], list(names(asked))):
                check(asked, wrong)
                assert not mark(asked, wrong).right
            with pytest.raises(AnswerInvalid, match="Mark one of them"):
                check(asked, [*right(asked), "99"])


@pytest.mark.parametrize("asked", EVERY, ids=lambda asked: asked.id)
@given(given=st.lists(st.text(max_size=12), max_size=5))
def test_what_is_no_answer_is_refused_with_what_was_expected(asked: Item, given: list[str]) -> None:
    if isinstance(asked, Number) and len(given) == 1 and re.fullmatch("[0-9]{1,9}", given[0]):
        check(asked, given)
        return
    if isinstance(asked, Marks) and given and set(given) <= set(names(asked)):
        check(asked, given)
        return
    with pytest.raises(AnswerInvalid, match=r"\.$"):
        check(asked, given)


@pytest.mark.parametrize("given", [[], ["-1"], ["3.0"], ["٣"], ["1" * 10], ["3", "3"]])
def test_a_number_is_whole_and_short(given: list[str]) -> None:
    with pytest.raises(AnswerInvalid, match="whole number"):
        check(item("layers-of-seven-lines"), given)


def test_an_option_that_was_changed_since_counts_as_not_chosen() -> None:
    marked = mark(item("run-true"), ["gone"])
    assert not marked.right
    assert not any(remark.said for remark in marked.remarks)
