"""GIFT as Moodle documents it, and our own questions there and back."""

import contextlib
import io
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.gift import GiftInvalid, Question, read, write
from labs.quiz import bank
from labs.quiz.item import Multiple, Number, Single
from tests.size import size


def one(gift: str) -> Question:
    (found,) = read(gift)
    return found


def weights(question: Question) -> list[tuple[str, float]]:
    return [(answer.text, answer.weight) for answer in question.answers]


def test_multiple_choice_with_feedback_and_a_title() -> None:
    found = one("// a comment\n\n::Q1:: Who's buried in Grant's tomb? {\n=Grant#Yes\n~Jefferson#no!\n}")
    assert (found.title, found.text, found.kind, found.line) == (
        "Q1",
        "Who's buried in Grant's tomb?",
        "single",
        3,
    )
    assert [(one.text, one.weight, one.feedback) for one in found.answers] == [
        ("Grant", 100, "Yes"),
        ("Jefferson", 0, "no!"),
    ]


def test_a_missing_word() -> None:
    found = one("Moodle costs {~lots of money =nothing ~a small amount} to download.")
    assert found.text == "Moodle costs _____ to download."


def test_several_right_answers() -> None:
    gift = "What two people are entombed? {\n~%-100%No one\n~%50%Grant\n~%50%Grant's wife\n~%-100%Father}"
    found = one(gift)
    assert found.kind == "multiple"
    assert weights(found)[1] == ("Grant", 50)


@pytest.mark.parametrize(
    ("written", "right"), [("TRUE", "True"), ("T", "True"), ("FALSE", "False"), ("F", "False")]
)
def test_true_and_false(written: str, right: str) -> None:
    found = one(f"The sun rises in the East.{{{written}#wrong#well}}")
    assert [(a.text, a.feedback) for a in found.answers if a.weight] == [(right, "well")]
    assert [a.feedback for a in found.answers if not a.weight] == ["wrong"]


def test_a_number() -> None:
    assert weights(one("When was Grant born? {#1822}")) == [("1822", 100)]
    assert weights(one("When? {#=1822:0#Yes}")) == [("1822", 100)]


def test_escapes_formats_general_feedback_and_categories() -> None:
    found = one("$CATEGORY: a/b\n\n::a\\:b::[markdown]Is 1 \\= \\{1\\}?{=yes \\~ 1#\\#ok ~no####In short.}")
    assert (found.title, found.text, found.feedback) == ("a:b", "Is 1 = {1}?", "In short.")
    assert found.answers[0].text == "yes ~ 1"
    assert found.answers[0].feedback == "#ok"


@pytest.mark.parametrize(
    ("gift", "said"),
    [
        ("Who?{=Grant =Ulysses}", "short answer"),
        ("Match. {=a -> b =c -> d ~e}", "matching"),
        ("Write. {}", "essay"),
        ("Only words.", "description"),
        ("When? {#1822:5}", "margins"),
        ("When? {#1..3}", "margins"),
        ("When? {=a ~b", "a } that ends"),
        ("Which? {~a ~b}", "one right option"),
    ],
)
def test_what_has_no_place_here_is_told_with_its_line(gift: str, said: str) -> None:
    with pytest.raises(GiftInvalid, match=said) as told:
        read(f"// first\n\n{gift}")
    assert told.value.line == 3


def test_every_question_of_ours_that_gift_can_say_comes_back() -> None:
    ours = [item for item in bank.items() if isinstance(item, Single | Multiple) and not item.case]
    back = read(write(ours))
    assert [one.title for one in back] == [item.id for item in ours]
    for item, found in zip(ours, back, strict=True):
        assert found.text == item.text.strip()
        assert [a.text for a in found.answers] == [option.text.strip() for option in item.options]
        assert [a.feedback for a in found.answers] == [option.why.strip() for option in item.options]
        assert [a.weight > 0 for a in found.answers] == [option.right for option in item.options]
        assert found.feedback == item.fact.strip()
    fixed = [item for item in bank.items() if isinstance(item, Number) and not item.case]
    assert [one.answers[0].text for one in read(write(fixed))] == [str(item.answer) for item in fixed]


def test_what_gift_cannot_say_is_named() -> None:
    others = [item for item in bank.items() if item.case or not isinstance(item, Single | Multiple | Number)]
    assert read(write(others)) == []
    assert all(f"// {item.id}:" in write(others) for item in others)


@settings(max_examples=size(200, 5000), deadline=None, database=None)
@given(st.text("ab{}=~#%:\\-> \n1TF/$[]", max_size=60))
def test_any_text_is_read_or_its_fault_told(text: str) -> None:
    told = 1
    with contextlib.suppress(GiftInvalid):
        try:
            read(text)
        except GiftInvalid as fault:
            told = fault.line
            raise
    assert 1 <= told <= text.count("\n") + 1


def test_a_file_becomes_yaml_for_the_bank(tmp_path: Path) -> None:
    path = tmp_path / "quiz.gift"
    path.write_text("::Who is it?::Who?{=A#yes ~B#no####So.}\n\n::n::How many?{#3#well}\n")
    printed = io.StringIO()
    call_command("import_gift", str(path), stdout=printed)
    first, second = yaml.safe_load(printed.getvalue())["questions"]
    assert (first["id"], first["type"], first["fact"]) == ("who-is-it", "single", "So.")
    assert first["options"][0] == {"text": "A", "why": "yes", "right": True}
    assert (second["answer"], second["why"]) == (3, "well")


def test_a_number_without_a_right_answer_is_told() -> None:
    with pytest.raises(GiftInvalid, match="one whole number"):
        read("When? {#~3#no}")


def test_the_bank_is_printed() -> None:
    printed = io.StringIO()
    call_command("export_gift", "1", stdout=printed)
    assert read(printed.getvalue())
