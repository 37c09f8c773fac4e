import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds.secrets.redact import MARK, Redactor

FEW = st.text("ab\n", min_size=1, max_size=6)
VALUES = st.lists(FEW.filter(str.strip), min_size=1, max_size=3)


@given(VALUES, st.lists(st.text("abc\n", max_size=9)))
def test_however_output_is_cut_no_value_comes_out(values: list[str], pieces: list[str]) -> None:
    stream = Redactor(values).stream()
    said = "".join([*map(stream.feed, pieces), stream.rest()])
    assert not [value for value in values if value.strip() in said]


@given(VALUES, st.lists(st.text("xyz\n", max_size=9)))
def test_what_holds_no_value_comes_out_as_it_is(values: list[str], pieces: list[str]) -> None:
    stream = Redactor(values).stream()
    assert "".join([*map(stream.feed, pieces), stream.rest()]) == "".join(pieces)


@given(FEW.filter(str.strip), st.text("xyz"), st.text("xyz"), st.integers(0, 9))
def test_only_the_value_is_taken_out(value: str, before: str, after: str, cut: int) -> None:
    text = before + value.strip() + after
    stream = Redactor([value]).stream()
    assert stream.feed(text[:cut]) + stream.feed(text[cut:]) + stream.rest() == before + MARK + after


@pytest.mark.parametrize(
    ("values", "pieces", "said"),
    [
        (["hunter22\n"], ["a hunter22 b"], f"a {MARK} b"),
        (["hunter22"], ["hun", "te", "r22!"], f"{MARK}!"),
        (["hunter22"], ["hun", "ger"], "hunger"),
        (["abc", "abcdef"], ["abc", "def"], MARK),
        (["abc", "abcdef"], ["abc", "xyz"], f"{MARK}xyz"),
        (["abc", "cde"], ["abcde"], MARK),
        (
            ["BEGIN\nfirst-line\nsecond-line\nEND"],
            ["> first-line\n> second-line\nEND"],
            f"> {MARK}\n> {MARK}\nEND",
        ),
        (["token"], ["token tok"], f"{MARK} tok"),
        ([], ["as it is"], "as it is"),
    ],
)
def test_examples(values: list[str], pieces: list[str], said: str) -> None:
    stream = Redactor(values).stream()
    assert "".join([*map(stream.feed, pieces), stream.rest()]) == said


def test_a_value_is_not_held_back_longer_than_it_is_long() -> None:
    """Else output that goes on and on like the beginning of a value would fill the memory."""
    redactor = Redactor(["a" * 100 + "b"])
    said, held = redactor.split("a" * 1_000_000)
    assert (len(said), len(held)) == (1_000_000 - 100, 100)


def test_a_whole_text_is_cleaned_at_once() -> None:
    assert Redactor(["hunter22"]).clean("RUN hunter22 hunter2") == f"RUN {MARK} hunter2"
