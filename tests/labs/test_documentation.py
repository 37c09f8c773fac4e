"""What docs/exercises.md tells authors is what the types allow."""

import re
from pathlib import Path
from typing import get_args

import msgspec

from labs.checks import Check
from labs.deciding import Fact
from labs.quiz.item import Item
from labs.script import Action

TEXT = (Path(__file__).parents[2] / "docs/exercises.md").read_text()
EVERYWHERE = {"build", "id", "says"}


def rows(heading: str) -> dict[str, set[str]]:
    """Kind → the fields named beside it."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0].partition("|---|")[2]
    found = re.findall(r"^\| `(\w+)` \|([^|]*)\|", part, re.MULTILINE)
    return {kind: set(re.findall(r"`(\w+)`(?! *\)|\))", fields)) - {"b1"} for kind, fields in found}


def fields(kinds: tuple[type[msgspec.Struct], ...], known: set[str]) -> dict[str, set[str]]:
    return {str(kind.__struct_config__.tag): set(kind.__struct_fields__) - known for kind in kinds}


def test_every_action_is_described_with_its_fields() -> None:
    listed = re.findall(r"`(\w+)` \(([^)]*)\)", TEXT.partition("## Afterwards\n")[2].partition("##")[0])
    more = {kind: set(re.findall(r"`(\w+)`", named)) | {"title"} for kind, named in listed}
    assert rows("Actions") | more == fields(get_args(Action), set())


def test_every_fact_is_described_with_its_fields() -> None:
    assert rows("What decides a question") == fields(get_args(Fact), set())


def test_every_check_is_described_with_its_fields() -> None:
    assert rows("Checks") == fields(get_args(Check), EVERYWHERE)


def test_every_type_of_question_is_described_with_its_fields() -> None:
    common = set.intersection(*(set(kind.__struct_fields__) for kind in get_args(Item)))
    known = rows("The question bank")
    of_its_own = fields(get_args(Item), common)
    assert {kind: own - known[kind] for kind, own in of_its_own.items()} == {kind: set() for kind in known}
    assert [name for name in common if f"`{name}`" not in TEXT] == []
