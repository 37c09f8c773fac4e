"""The recorded builds of the bank: they are of what is asked about, and decide every answer."""

import msgspec
import pytest
from django.test import Client

from builds.request import BuildRequest
from labs import catalogue
from labs.deciding import find
from labs.quiz import bank, recorded
from labs.quiz.item import Item, MarkSheets, MarkSteps, Number, Single
from labs.quiz.trial import proving
from labs.quiz.varied import varied

CASES = [(name, variant) for name, case in bank.cases().items() for variant in range(len(case.variants))]
ASKED = [item for item in bank.items() if item.case]
PLAIN = [item for item in bank.items() if not item.case]


def requests(name: str, variant: int) -> list[BuildRequest]:
    return [one.request for one in recorded.builds(name, variant)]


@pytest.mark.parametrize(("name", "variant"), CASES)
def test_what_was_recorded_is_what_the_case_says(name: str, variant: int) -> None:
    wanted = [
        msgspec.structs.replace(context.request(), no_cache=no_cache)
        for context, no_cache in bank.cases()[name].built(variant)
    ]
    assert requests(name, variant) == wanted
    assert {facts.state.status for facts in recorded.facts(name, variant)} == {"completed"}


@pytest.mark.parametrize("item", PLAIN, ids=lambda item: item.id)
def test_what_was_recorded_as_a_proof_is_what_the_proof_says(item: Item) -> None:
    exercise = catalogue.find(item.proof.exercise)
    assert exercise
    assert requests(item.id, 0) == [context.request() for context in proving(item, exercise)]


@pytest.mark.parametrize("item", PLAIN, ids=lambda item: item.id)
def test_the_recorded_builds_of_a_proof_show_what_its_trials_say(item: Item) -> None:
    for trial, facts in zip(item.proof.trials, recorded.facts(item.id, 0), strict=False):
        if trial.fact:
            found = find(trial.fact, facts)
            assert found
            assert found.value == trial.answer


@pytest.mark.parametrize("item", ASKED, ids=lambda item: item.id)
def test_in_each_variant_the_recorded_build_gives_an_answer(item: Item) -> None:
    assert item.case
    for variant in range(len(bank.cases()[item.case].variants)):
        asked = varied(item, variant)
        assert "~" not in repr(asked)
        match asked:
            case Number(answer=answer):
                assert answer is not None
            case Single(options=options):
                assert sum(option.right for option in options) == 1
            case MarkSteps(choices=choices) | MarkSheets(choices=choices):
                assert 0 < sum(choice.right for choice in choices) < len(choices)


def test_the_answers_differ_from_variant_to_variant_in_most_questions() -> None:
    alike = [item.id for item in ASKED if len(set(map(_answer, _variants(item)))) == 1]
    assert len(alike) <= len(ASKED) / 3, alike


@pytest.mark.parametrize("item", bank.items(), ids=lambda item: item.id)
def test_a_recorded_build_that_proves_it_is_one_click_away(item: Item) -> None:
    if item.id in OF_CONTAINERS:
        assert not recorded.builds(item.id, 0)
        return
    name = item.case or item.proof.case or item.id
    at = item.at if item.case else item.proof.build
    place = at % len(recorded.builds(name, 0))
    page = Client().get(f"/recorded/{name}/0/{place}").content.decode()
    assert "The build that proves it" in page
    assert "FROM lab/" in page


def test_a_picture_of_a_question_has_no_listings_and_the_proof_has() -> None:
    picture = Client().get("/recorded/corner-shop/0/0/picture").json()
    proof = Client().get("/recorded/corner-shop/0/0/files").json()
    assert picture["files"] == []
    assert picture["events"] == proof["events"]
    assert len(proof["files"]) == sum(event["type"] == "layer_recorded" for event in proof["events"])
    assert "shop/goods.txt" in [file["path"] for file in proof["files"][1]]


@pytest.mark.parametrize(
    "path",
    ["nothing/0/0", "corner-shop/9/0", "corner-shop/0/9", "corner-shop/0/0/blob", "Corner_shop/0/0"],
)
def test_what_was_not_recorded_is_not_found(path: str) -> None:
    assert Client().get(f"/recorded/{path}").status_code == 404


OF_CONTAINERS = {"one-byte-in-a-container", "command-of-a-commit"}
"""What decides these is in a container, which a lab runs."""


def _variants(item: Item) -> list[Item]:
    assert item.case
    return [varied(item, variant) for variant in range(len(bank.cases()[item.case].variants))]


def _answer(asked: Item) -> tuple[str, ...]:
    """By place, so that names do not count."""
    match asked:
        case Number(answer=answer):
            return (str(answer),)
        case Single(options=options):
            return tuple(option.value for option in options if option.right)
        case MarkSteps(choices=choices) | MarkSheets(choices=choices):
            return tuple(choice.value for choice in choices if choice.right)
        case _:
            return ()
