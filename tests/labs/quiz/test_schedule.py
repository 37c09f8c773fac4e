from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.quiz.schedule import SOON, due_after

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def test_what_was_missed_comes_back_soon() -> None:
    assert due_after([(START, False)]) == START + SOON
    later = START + 5 * DAY
    assert due_after([(START, True), (later, False)]) == later + SOON


def test_what_was_right_comes_back_after_days_and_then_later_each_time() -> None:
    answers, waits = [(START, True)], []
    for _ in range(4):
        waits.append((due_after(answers) - answers[-1][0]).days)
        answers.append((due_after(answers), True))
    assert waits[0] >= 1
    assert waits == sorted(set(waits))


def test_a_miss_shortens_what_follows() -> None:
    week = START + 7 * DAY
    known, missed = [(START, True), (week, True)], [(START, True), (week, False), (week + SOON, True)]
    assert due_after(missed) < due_after(known)


@given(st.lists(st.tuples(st.integers(1, 400), st.booleans()), min_size=1, max_size=12))
def test_it_is_always_after_the_last_answer_and_the_same_each_time(given: list[tuple[int, bool]]) -> None:
    answers, at = [], START
    for hours, right in given:
        at += timedelta(hours=hours)
        answers.append((at, right))
    assert due_after(answers) == due_after(answers) > at


def test_without_an_answer_there_is_nothing_to_say() -> None:
    with pytest.raises(ValueError, match="at least"):
        due_after([])
