import copy
from pathlib import Path
from typing import Any

import pytest

from labs.exercise import edited
from labs.loading import ExerciseInvalid, load, schema
from tests.labs.exercises import MATTER, write


def test_a_folder_becomes_an_exercise(tmp_path: Path) -> None:
    exercise = load(write(tmp_path))
    assert (exercise.slug, exercise.kind, exercise.intro, exercise.outcome) == (
        "an-exercise",
        "lab",
        "Before.",
        "## After\n\nMore.",
    )
    (task,) = exercise.tasks
    assert task.start == exercise.start
    assert task.solution.dockerfile == "FROM lab/base\nRUN touch /new\n"
    assert edited(exercise.start, exercise.matter.edits[0].changes).dockerfile == "FROM lab/base\nRUN false\n"


def test_what_python_compiled_of_an_exercise_is_none_of_its_files(tmp_path: Path) -> None:
    folder = write(tmp_path)
    clean = load(folder).start
    compiled = folder / "context/__pycache__/app.cpython-311.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"\xa7\r\r\n")
    assert load(folder).start == clean


@pytest.mark.parametrize("value", ["2026-02-31", "9" * 5000, "[" * 3000, "!!timestamp x", "!!int x", "[a: b"])
def test_what_yaml_cannot_take_is_told_with_its_file(tmp_path: Path, value: str) -> None:
    folder = write(tmp_path)
    index = folder / "index.md"
    index.write_text(index.read_text().replace("---\n", f"---\norder: {value}\n", 1))
    with pytest.raises(ExerciseInvalid, match="is not YAML"):
        load(folder)


@pytest.mark.parametrize(
    ("path", "value", "field", "words"),
    [
        (("minutes",), "ten", "$.minutes", "int"),
        (("minutes",), 0, "$.minutes", ">= 1"),
        (("titel",), "x", "", "titel"),
        (("id",), "other", "$.id", "an-exercise"),
        (("base",), "lab/script", "$.base", "lab/script"),
        (("question", "options"), [{"value": "1", "text": "one"}], "$.question.options", "length"),
        (("question", "evidence", "answer"), "9", "$.question.evidence.answer", "9"),
        (("question", "evidence", "right"), "{other}", "$.question.evidence.right", "{value}"),
        (("question", "evidence", "fact"), {"kind": "mood"}, "$.question.evidence.fact.kind", "mood"),
        (("tasks", 0, "hints"), ["a"], "$.tasks[0].hints", "length"),
        (("tasks", 0, "checks", 0, "build"), "b2", "$.tasks[0].checks[0].build", "b2"),
        (("tasks", 0, "checks", 0), {"check": "run_this"}, "$.tasks[0].checks[0].check", "run_this"),
        (("tasks", 0, "wrong", 0, "fails"), ["else"], "$.tasks[0].wrong[0].fails", "else"),
        (("tasks", 0, "wrong", 0, "files"), {"../x": "y"}, "$.tasks[0].wrong[0].files", "../x"),
        (("edits", 0, "changes", 0, "find"), "absent", "$.edits[0].changes", "absent"),
        (("tasks", 0, "script"), [{"do": "build"}] * 2, "$.tasks[0].script[1].id", "b1"),
        (
            ("tasks", 0, "script"),
            [{"do": "build"}, {"do": "run", "id": "c1"}, {"do": "diff", "id": "d1", "run": "c1"}],
            "$.tasks[0].script[2].run",
            "is kept",
        ),
        (
            ("tasks", 0, "checks"),
            [{"check": "same_image", "other": "b7"}],
            "$.tasks[0].checks[0].other",
            "b7",
        ),
        (
            ("tasks", 0, "checks"),
            [{"check": "stdout", "run": "c7", "match": "x"}],
            "$.tasks[0].checks[0].run",
            "c7",
        ),
        (
            ("tasks", 0, "script"),
            [{"do": "run", "id": "c1", "command": ["ls"]}, {"do": "build"}],
            "$.tasks[0].script[0].build",
            "before the run",
        ),
        (("limits",), {"steps": 0}, "$.limits.steps", ">= 1"),
        (("limits",), {"network": 1}, "$.limits", "unknown field"),
        (("limits",), {"steps": 1}, "$.tasks[0].wrong[0].files", "2 instructions; the limit is 1"),
        (
            ("tasks", 0, "script"),
            [{"do": "build"}, {"do": "build", "id": "b2", "files": {"a": "same again"}}],
            "$.tasks[0].script[1].files",
            "{nonce}",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_file_and_field(
    tmp_path: Path, path: tuple[str | int, ...], value: object, field: str, words: str
) -> None:
    matter = copy.deepcopy(MATTER)
    place: Any = matter
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(ExerciseInvalid) as caught:
        load(write(tmp_path, matter))
    assert (caught.value.file, caught.value.field) == ("an-exercise/index.md", field)
    assert words in str(caught.value)


def test_a_folder_without_front_matter_or_solution_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "tasks/task/solution/Dockerfile").unlink()
    with pytest.raises(ExerciseInvalid, match="tasks/task/solution"):
        load(folder)
    (folder / "index.md").write_text("no front matter")
    with pytest.raises(ExerciseInvalid, match="front matter"):
        load(folder)


def test_the_schema_names_every_kind_of_check() -> None:
    written = str(schema())
    assert all(
        kind in written for kind in ("layer_count", "step_cached", "text_anywhere", "path_in_any_layer")
    )


@pytest.mark.parametrize("where", ["start", "solution"])
def test_a_dockerfile_that_is_no_text_is_told_with_its_file(tmp_path: Path, where: str) -> None:
    folder = write(tmp_path)
    (task,) = load(folder).tasks
    path = folder / "tasks" / task.matter.id / where / "Dockerfile"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\xffFROM lab/base\n")
    with pytest.raises(ExerciseInvalid, match=f"{where}/Dockerfile: cannot be read"):
        load(folder)
