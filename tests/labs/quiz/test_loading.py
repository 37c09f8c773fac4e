import copy
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from labs import catalogue
from labs.loading import ExerciseInvalid
from labs.quiz import bank
from labs.quiz.loading import load_bank, load_cases, schema

QUESTION: dict[str, Any] = {
    "id": "how-many",
    "type": "single",
    "step": 1,
    "concept": "layers",
    "level": "foundation",
    "text": "How many?",
    "options": [
        {"text": "One", "why": "It was 3.", "value": "1"},
        {"text": "Three", "why": "Yes.", "value": "3", "right": True},
    ],
    "fact": "There were 3.",
    "proof": {"exercise": "what-a-layer-is", "question": "how-many"},
}


def load(folder: Path, *questions: dict[str, Any]) -> list[str]:
    text = yaml.safe_dump({"questions": questions})
    (folder / "some.yaml").write_text(text)
    return [item.id for item in load_bank(folder, catalogue.exercises(), bank.cases())]


def test_a_file_becomes_questions(tmp_path: Path) -> None:
    assert load(tmp_path, QUESTION) == ["how-many"]


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        (("step",), 8, "$.questions[0].step", "<= 7"),
        (("type",), "riddle", "$.questions[0].type", "riddle"),
        (("optoins",), [], "$.questions[0]", "optoins"),
        (("level",), "easy", "$.questions[0].level", "easy"),
        (("options", 0, "why"), "", "$.questions[0].options[0].why", "length"),
        (("options", 0, "right"), True, "$.questions[0].options", "one right option, got 2"),
        (("options", 0, "text"), "Three", "$.questions[0].options", "of its own"),
        (("proof", "exercise"), "nowhere", "$.questions[0].proof.exercise", "nowhere"),
        (("proof", "edit"), "none", "$.questions[0].proof.edit", "none"),
        (("proof", "trials"), [{"edit": "none"}], "$.questions[0].proof.trials[0]", "none"),
        (
            ("proof", "trials"),
            [{"changes": [{"find": "absent", "replace": ""}]}],
            "$.questions[0].proof.trials[0]",
            "absent",
        ),
        (
            ("proof", "trials"),
            [{"fact": {"kind": "mood"}}],
            "$.questions[0].proof.trials[0].fact.kind",
            "mood",
        ),
        (("proof", "question"), "why", "$.questions[0].proof.question", "why"),
        (("proof",), {"exercise": "what-a-layer-is"}, "$.questions[0].proof", "words on how"),
        (("case",), "nowhere", "$.questions[0].case", "nowhere"),
        (("case",), "corner-shop", "$.questions[0].decided_by", "the fact that decides"),
        (("delayed",), True, "$.questions[0].case", "that this is about"),
        (("proof", "case"), "nowhere", "$.questions[0].proof.case", "nowhere"),
        (("options", 1, "value"), "4", "$.questions[0].proof.question", "proves '3'"),
    ],
)
def test_a_fault_is_told_with_its_file_and_field(
    tmp_path: Path, path: tuple[str | int, ...], value: object, field: str, words: str
) -> None:
    question: Any = copy.deepcopy(QUESTION)
    place = question
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(ExerciseInvalid, match=r"^some\.yaml:\d+: ") as caught:
        load(tmp_path, question)
    assert caught.value.field == field
    assert words in caught.value.message


def test_an_id_names_one_question_of_the_whole_bank(tmp_path: Path) -> None:
    shutil.copy(bank.BANK / "step-1.yaml", tmp_path)
    with pytest.raises(ExerciseInvalid, match=r"some\.yaml:\d+: .*already"):
        load(tmp_path, QUESTION, QUESTION)


def test_what_is_no_yaml_is_told(tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text("questions: [")
    with pytest.raises(ExerciseInvalid, match=r"some\.yaml:1: is not YAML"):
        load_bank(tmp_path, (), {})


def test_the_schema_knows_every_type_of_question() -> None:
    definitions = schema()["$defs"]
    types = [one["properties"].get("type", {}).get("enum") for one in definitions.values()]
    assert [found[0] for found in types if found] == [
        *("single", "multiple", "number", "order", "mark_steps", "mark_sheets")
    ]
    assert msgspec.json.encode(schema())


CASE: dict[str, Any] = {
    "dockerfile": "FROM lab/base\nCOPY ~file~ /\n",
    "files": {"~file~": "text\n"},
    "builds": [{}, {"changes": [{"find": "COPY", "replace": "COPY --link"}]}],
    "variants": [{"file": "a.txt"}, {"file": "b.txt"}],
}


def load_case(folder: Path, **fields: object) -> None:
    (folder / "some.yaml").write_text(yaml.safe_dump({**CASE, **fields}))
    load_cases(folder)


def test_a_case_becomes_builds_in_the_words_of_each_variant(tmp_path: Path) -> None:
    load_case(tmp_path)
    (first, _), (second, _) = load_cases(tmp_path)["some"].built(1)
    assert (first.dockerfile, first.files) == ("FROM lab/base\nCOPY b.txt /\n", {"b.txt": "text\n"})
    assert "COPY --link b.txt" in second.dockerfile


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"variants": [{"file": "a.txt"}]}, "$.variants", "length >= 2"),
        ({"variants": [{"file": "a.txt"}, {"folder": "b"}]}, "$.variants[1]", "expected the words file"),
        ({"builds": [{"changes": [{"find": "absent", "replace": ""}]}]}, "$.variants[0]", "absent"),
        ({"builds": []}, "$.builds", "length >= 1"),
        ({"dockerfle": ""}, "$", "dockerfle"),
    ],
)
def test_a_fault_of_a_case_is_told_with_its_file_and_field(
    tmp_path: Path, fields: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(ExerciseInvalid, match=r"^some\.yaml: ") as caught:
        load_case(tmp_path, **fields)
    assert caught.value.field in (field, "")
    assert words in caught.value.message
