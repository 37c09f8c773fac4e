import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labs.deciding import UNITS, Fact, Outcome, find, rough
from labs.evidence import UNDECIDED, compare, first_miss, judge
from labs.exercise import Question
from labs.facts import BuildFacts, OperationFacts
from tests.labs.exercises import QUESTION, a_build, a_failure, another_build, layer, step

ASKED = msgspec.convert(QUESTION, Question)


def compared() -> BuildFacts:
    """With a stage that was skipped, a push, a load that could not be used, and the build before."""
    operations = {
        "push": OperationFacts(True, (("exists", 10), ("exists", 20), ("sent", 30))),
        "load": OperationFacts(True, (), "invalid diffID"),
    }
    facts = msgspec.structs.replace(another_build(), operations=operations)
    facts.before = a_build()
    return facts


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
        ({"kind": "empty_layers"}, "0", [], []),
        ({"kind": "steps_run"}, "2", [], [2, 3]),
        ({"kind": "step", "match": "^COPY"}, "cached", [], [1]),
        ({"kind": "step", "match": "^RUN"}, "rebuilt", [], [2]),
        ({"kind": "path", "path": "/s"}, "hidden", [1], []),
        ({"kind": "path", "path": "bin/sh"}, "visible", [0], []),
        ({"kind": "path", "path": "/none"}, "absent", [], []),
        ({"kind": "outcome"}, "built", [], []),
        ({"kind": "stage", "stage": "test"}, "skipped", [], [5]),
        ({"kind": "stage", "stage": "0"}, "built", [], [0, 1, 2, 3, 4]),
        ({"kind": "layer_bytes", "match": "^RUN"}, "200 B", [2, 3], [2, 3]),
        ({"kind": "distinct_layers"}, "4", [], []),
        ({"kind": "holders", "path": "/s"}, "1", [1], []),
        ({"kind": "holders", "path": "none"}, "0", [], []),
        ({"kind": "image_bytes"}, "300 B", [1, 2, 3], []),
        ({"kind": "growth"}, "larger", [], []),
        ({"kind": "new_bytes"}, "100 B", [3], []),
        ({"kind": "shared_layers"}, "3", [0, 1, 2], []),
        ({"kind": "shared_layers", "by": "diff_id"}, "4", [0, 1, 2, 3], []),
        ({"kind": "same_image"}, "another", [], []),
        ({"kind": "stdout", "run": "c1"}, "hello", [], []),
        ({"kind": "written_path", "run": "c1", "path": "/etc/new"}, "added", [], []),
        ({"kind": "written_path", "run": "c1", "path": "/bin"}, "untouched", [], []),
        ({"kind": "written_bytes", "run": "c1"}, "4 kB", [], []),
        ({"kind": "moved", "operation": "push", "outcome": "exists"}, "2", [], []),
        ({"kind": "ended", "operation": "push"}, "completed", [], []),
        ({"kind": "ended", "operation": "load"}, "unusable", [], []),
    ],
    ids=str,
)
def test_facts_say_their_value_and_what_to_point_at(
    fact: dict[str, object], value: str, layers: list[int], steps: list[int]
) -> None:
    found = find(msgspec.convert(fact, Fact), compared())
    assert found is not None
    assert (found.value, found.layers, found.steps) == (value, layers, steps)


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "step", "match": "pip"},
        {"kind": "stage", "stage": "none"},
        {"kind": "layer_bytes", "match": "pip"},
        {"kind": "growth"},
        {"kind": "new_bytes"},
        {"kind": "shared_layers"},
        {"kind": "same_image"},
        {"kind": "stdout", "run": "c9"},
        {"kind": "written_path", "run": "c2", "path": "/etc"},
        {"kind": "written_bytes", "run": "c9"},
        {"kind": "moved", "operation": "pull", "outcome": "received"},
        {"kind": "ended", "operation": "pull"},
    ],
    ids=str,
)
def test_what_was_not_there_decides_nothing(fact: dict[str, object]) -> None:
    assert find(msgspec.convert(fact, Fact), a_build()) is None
    assert find(msgspec.convert(fact, Fact), a_failure()) is None


def test_a_failed_build_may_be_the_answer() -> None:
    found = find(Outcome(), a_failure())
    assert found is not None
    assert found.value == "failed"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (29, "30 B"),
        (126, "100 B"),
        (950, "1 kB"),
        (999_600, "1 MB"),
        (1_001_303, "1 MB"),
        (836_872, "800 kB"),
        (2_500_000, "3 MB"),
    ],
)
def test_a_size_is_told_in_one_digit(size: int, words: str) -> None:
    assert rough(size) == words


@given(st.integers(1, 10**11))
def test_a_rough_size_is_never_far_off(size: int) -> None:
    number, unit = rough(size).split()
    told = int(number) * 1000 ** UNITS.index(unit)
    assert abs(told - size) <= size / 2


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
