import msgspec
import pytest

from labs.evidence import UNDECIDED, compare, first_miss, judge
from labs.exercise import Question
from labs.facts import BuildFacts, Fact, find
from tests.labs.exercises import QUESTION, a_build, a_failure, layer, step

ASKED = msgspec.convert(QUESTION, Question)


def two_layers() -> BuildFacts:
    facts = a_build()
    facts.state.layers = [layer(0, 0), layer(1, 1)]
    return facts


@pytest.mark.parametrize(
    ("answer", "outcome", "sentence"),
    [("2", "right", "Yes: 2."), ("1", "wrong", "No: 2, not one."), ("", "skipped", "It is 2, `two`.")],
)
def test_the_recorded_fact_decides_which_option_was_right(answer: str, outcome: str, sentence: str) -> None:
    judged = judge(ASKED, answer, two_layers())
    assert (judged.outcome, judged.sentence, judged.right) == (outcome, sentence, "2")
    assert judged.fact is not None
    assert judged.fact.layers == [0, 1]


def test_a_build_that_fits_no_option_decides_nothing() -> None:
    assert judge(ASKED, "2", a_build()).outcome == "undecided"
    failed = judge(ASKED, "2", a_failure())
    assert (failed.outcome, failed.sentence, failed.fact, failed.said) == ("undecided", UNDECIDED, None, "2")


@pytest.mark.parametrize(
    ("fact", "value", "layers", "steps"),
    [
        ({"kind": "layer_count"}, "4", [0, 1, 2, 3], []),
        ({"kind": "layer_count", "minus_base": True}, "3", [1, 2, 3], []),
        ({"kind": "empty_layers"}, "1", [3], []),
        ({"kind": "steps_run"}, "2", [], [2, 3]),
        ({"kind": "step", "match": "^COPY"}, "cached", [], [1]),
        ({"kind": "step", "match": "^RUN"}, "rebuilt", [], [2]),
        ({"kind": "path", "path": "/s"}, "hidden", [1], []),
        ({"kind": "path", "path": "bin/sh"}, "visible", [0], []),
        ({"kind": "path", "path": "/none"}, "absent", [], []),
    ],
    ids=str,
)
def test_facts_say_their_value_and_what_to_point_at(
    fact: dict[str, object], value: str, layers: list[int], steps: list[int]
) -> None:
    found = find(msgspec.convert(fact, Fact), a_build())
    assert found is not None
    assert (found.value, found.layers, found.steps) == (value, layers, steps)


def test_steps_are_compared_one_by_one_and_the_first_miss_is_told() -> None:
    steps = [step("FROM x"), step("COPY a", True), step("RUN b", False), step("RUN c", None, "pending")]
    verdicts = compare({"1": "cached", "2": "cached", "3": "rebuilt", "9": "cached"}, steps)
    assert [(one.step, one.was, one.called) for one in verdicts] == [
        (1, "cached", True),
        (2, "rebuilt", False),
        (3, None, False),
    ]
    assert first_miss(verdicts, steps) == "You said cached; it was rebuilt: RUN b"
    assert first_miss(verdicts[:1], steps) is None
