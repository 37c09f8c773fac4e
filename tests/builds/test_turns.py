import uuid

from hypothesis import given
from hypothesis import strategies as st

from builds.turns import Running, Turn, Waiting, turn

A, B, C = (uuid.UUID(int=number) for number in (1, 2, 3))


def queued(*learners: uuid.UUID) -> list[Waiting]:
    """One after the other, a second apart."""
    return [Waiting(uuid.uuid4(), learner, float(second)) for second, learner in enumerate(learners)]


def seconds(waiting: list[Waiting], running: list[Running], at_once: int) -> list[tuple[int, float | None]]:
    turns = [turn(one.id, waiting, running, [9.0, 10.0, 60.0], at_once) for one in waiting]
    return [(each.position, each.seconds) for each in turns]


def test_an_empty_house_starts_at_once() -> None:
    (one,) = queued(A)
    assert turn(one.id, [one], [], [], 2) == Turn(1, None, 0, 2)
    assert turn(one.id, [one], [], [4.0], 2) == Turn(1, 0.0, 1, 2)


def test_one_waits_for_the_rest_of_what_runs() -> None:
    running = [Running(B, 4.0), Running(C, 1.0)]
    assert seconds(queued(A), running, 2) == [(1, 6.0)]
    assert seconds(queued(A), [Running(B, 99.0)], 1) == [(1, 0.0)]


def test_learners_take_turns_whoever_asked_for_more() -> None:
    assert seconds(queued(A, A, A, B), [], 1) == [(1, 0.0), (3, 20.0), (4, 30.0), (2, 10.0)]
    assert seconds(queued(A, B), [Running(A, 0.0)], 1) == [(2, 20.0), (1, 10.0)]


def test_a_learners_own_run_one_after_the_other_though_there_is_room() -> None:
    assert seconds(queued(A, A), [], 8) == [(1, 0.0), (2, 10.0)]


@given(st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=12), st.integers(1, 4))
def test_everybodys_turn_comes_and_no_two_at_the_same_position(learners: list[uuid.UUID], room: int) -> None:
    waiting = queued(*learners)
    found = seconds(waiting, [Running(A, 3.0)], room)
    assert sorted(position for position, _ in found) == list(range(1, len(waiting) + 1))
    for who in (A, B, C):
        own = [position for one, (position, _) in zip(waiting, found, strict=True) if one.learner == who]
        assert own == sorted(own)
