"""Exercise folders, fuzzed: each is loaded, or its author told in which file and field it is wrong."""

import contextlib
import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labs.loading import INDEX, QUIZ, ExerciseInvalid, load
from tests.figures import note
from tests.fuzz.mutations import spoilt_bytes, spoilt_text
from tests.site import ROOT
from tests.size import FULL, size

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
LOADED = size(40, 1500)
LIBRARY = (ROOT / "labs/library").iterdir()
FOLDERS = sorted(path for path in LIBRARY if (path / INDEX).exists() or (path / QUIZ).exists())


@settings(
    max_examples=LOADED,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)
@given(st.sampled_from(FOLDERS), st.data())
def test_any_exercise_is_loaded_or_its_fault_named(folder: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, folder.name)
        shutil.copytree(folder, copy)
        file = data.draw(st.sampled_from(sorted(path for path in copy.rglob("*") if path.is_file())))
        spoilt = spoilt_text(file.read_text(errors="replace")).map(lambda text: text.encode(errors="replace"))
        file.write_bytes(data.draw(spoilt | spoilt_bytes(file.read_bytes())))
        with contextlib.suppress(ExerciseInvalid):
            load(copy)
    note("Exercise folders spoilt and loaded", f"{LOADED:,}")


Spoil = Callable[[Path, dict[str, Any]], object]
"""Spoils the folder or the front matter, which is written afterwards."""


def first_task(matter: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = matter["tasks"][0]
    return found


def file_gone(name: str) -> Spoil:
    return lambda folder, _: (folder / name).unlink()


SPOILT: dict[str, tuple[Spoil, str]] = {
    "no title": (lambda _, m: m.pop("title"), "missing required field `title`"),
    "no minutes": (lambda _, m: m.update(minutes=0), r"\$\.minutes: Expected `int` >= 1"),
    "too hard": (lambda _, m: m.update(difficulty="easy"), r"\$\.difficulty: Invalid enum value 'easy'"),
    "an eighth step": (lambda _, m: m.update(step=8), r"\$\.step: Expected `int` <= 7"),
    "a field of another kind": (lambda _, m: m.update(titel="x"), "unknown field `titel`"),
    "text for a list": (lambda _, m: m.update(tasks="all"), r"\$\.tasks: Expected `array`, got `str`"),
    "another name": (lambda _, m: m.update(id="another"), r"\$\.id: expected the folder's name"),
    "another base": (lambda _, m: m.update(base="lab/none"), r"\$\.base: expected the start to be FROM"),
    "no start": (file_gone("context/Dockerfile"), "context: expected a file named Dockerfile"),
    "no words at all": (lambda _, m: m.update(summary=""), r"\$\.summary: Expected `str` of length >= 1"),
    "a tag with spaces": (lambda _, m: m.update(tags=["a b"]), r"\$\.tags\[0\]: Expected `str` matching"),
    "unknown limits": (lambda _, m: m.update(limits={"fun": 1}), r"\$\.limits: .*unknown field `fun`"),
    "a date": (
        lambda _, m: m.update(title=datetime.date(2026, 1, 1)),
        r"\$\.title: Expected `str`, got `date`",
    ),
}
IN_TASKS: dict[str, tuple[Spoil, str]] = {
    "two hints": (lambda _, m: first_task(m)["hints"].pop(), r"\$\.tasks\[0\]\.hints: Expected `array` of"),
    "no checks": (
        lambda _, m: first_task(m).update(checks=[]), r"\$\.tasks\[0\]\.checks: Expected `array` of"),
    "an unknown check": (
        lambda _, m: first_task(m)["checks"].insert(0, {"check": "magic"}),
        r"\$\.tasks\[0\]\.checks\[0\]\.check: Invalid value 'magic'",
    ),
    "another build": (
        lambda _, m: first_task(m)["checks"].insert(0, {"check": "build_ok", "id": "x", "build": "b9"}),
        r"\$\.tasks\[0\]\.checks\[0\]\.build: expected one of the script's builds, got 'b9'",
    ),
    "one action twice": (
        lambda _, m: first_task(m)["script"].append({"do": "build"}),
        r"\$\.tasks\[0\]\.script\[\d+\]\.id: expected an id of its own",
    ),
    "no solution": (
        lambda folder, m: shutil.rmtree(folder / "tasks" / first_task(m)["id"] / "solution"),
        "solution: expected the files of a solution",
    ),
}  # fmt: skip
LABS = [folder for folder in FOLDERS if (folder / INDEX).exists()]
CASES = [(folder, spoilt) for folder in LABS for spoilt in SPOILT | IN_TASKS]


@pytest.mark.parametrize(("folder", "spoilt"), CASES, ids=lambda one: getattr(one, "name", one))
def test_a_malformed_folder_is_told_with_file_line_and_what_was_expected(
    folder: Path, spoilt: str, tmp_path: Path
) -> None:
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    _, front, prose = (copy / INDEX).read_text().split("---\n", 2)
    matter = yaml.safe_load(front)
    if spoilt in IN_TASKS and not matter.get("tasks"):
        pytest.skip("has no task")
    spoil, said = (SPOILT | IN_TASKS)[spoilt]
    spoil(copy, matter)
    (copy / INDEX).write_text(f"---\n{yaml.safe_dump(matter, sort_keys=False)}---\n{prose}")
    with pytest.raises(ExerciseInvalid, match=said) as told:
        load(copy)
    assert told.value.file.startswith(f"{folder.name}/")
    if told.value.field.startswith("$"):
        assert told.value.line
        line = (copy / INDEX).read_text().splitlines()[told.value.line - 1]
        name = told.value.field.rpartition(".")[2].partition("[")[0]
        assert name in line or line.lstrip().startswith("- ") or told.value.line == 2, told.value


def test_two_hundred_malformed_folders_are_tried() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize(
    ("broken", "line"), [("title: [", 3), ("\ttabs: 1", 3), ("a: b: c", 3), ("'open", 3), ("{", 3)]
)
def test_what_is_no_yaml_is_told_with_its_line(broken: str, line: int, tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / INDEX).write_text(f"---\nid: a\n{broken}\n---\n")
    with pytest.raises(ExerciseInvalid, match="is not YAML") as told:
        load(folder)
    assert told.value.line in (line, line + 1)
