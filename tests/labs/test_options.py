from pathlib import Path

from labs.loading import load
from labs.options import option_id, shuffled, value_of
from tests.labs.exercises import write


def test_each_learner_has_an_order_of_their_own_and_keeps_it(tmp_path: Path) -> None:
    exercise = load(write(tmp_path))
    (question,) = exercise.questions()
    orders = [tuple(option.value for _, option in shuffled(exercise, question, str(n))) for n in range(40)]
    assert set(orders) == {("1", "2"), ("2", "1")}
    assert orders == [
        tuple(option.value for _, option in shuffled(exercise, question, str(n))) for n in range(40)
    ]


def test_an_id_leads_back_to_its_value_and_does_not_show_it(tmp_path: Path) -> None:
    exercise = load(write(tmp_path))
    (question,) = exercise.questions()
    name = option_id(exercise, question, "2")
    assert value_of(exercise, question, name) == "2"
    assert value_of(exercise, question, "2") is None
