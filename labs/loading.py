"""Reads exercise folders. What is wrong in one is told with its file and its field."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml

from builds.narrow import Narrower
from builds.request import ContextFile
from labs.exercise import DOCKERFILE, Context, Exercise, Files, Matter, Task, TaskMatter
from labs.faults import faults
from labs.lines import line_of
from labs.translation import ENGLISH, Misplaced, beside, lay_over

INDEX = "index.md"
QUIZ = "quiz.yaml"
FRONT_LINE = 1
"""Lines above the front matter."""
Wanted = TypeVar("Wanted")
_FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_OUTCOME = re.compile(r"^(?=## )", re.MULTILINE)


class ExerciseInvalid(Exception):
    """`file` is relative to the library; `field` such as `$.tasks[0].checks`, empty for the whole file.

    `line` counts from 1 in that file, None for what has no line.
    """

    def __init__(self, file: str, field: str, message: str, line: int | None = None) -> None:
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {field + ': ' if field else ''}{message}")
        self.file, self.field, self.message, self.line = file, field, message, line

    def located(self, text: str) -> "ExerciseInvalid":
        """With the line of the field in the file's text."""
        front = _FRONT.fullmatch(text)
        line = line_of(front[1] if front else text, self.field)
        line = line + FRONT_LINE if line and front else line
        return self if self.line or not line else ExerciseInvalid(self.file, self.field, self.message, line)


def split_front(text: str) -> tuple[str, str] | None:
    """Front matter and prose of the text of an index.md, None where it does not begin with the one."""
    found = _FRONT.fullmatch(text)
    return (found[1], found[2]) if found else None


def load(folder: Path, language: str = ENGLISH) -> Exercise:
    """An exercise from its folder: a lab from `index.md`, a quiz from `quiz.yaml`. Raises ExerciseInvalid.

    In the language only where all of it is translated; title and summary even where they alone are.
    """
    try:
        return _load(folder, language)
    except ExerciseInvalid as error:
        if not error.field:
            raise
        raise error.located(_read(folder.parent / error.file, error.file)) from None


def _load(folder: Path, language: str) -> Exercise:
    index, quiz = folder / INDEX, folder / QUIZ
    kind: Literal["lab", "quiz"] = "lab" if index.exists() else "quiz"
    path = index if kind == "lab" else quiz
    name = f"{folder.name}/{path.name}"
    reading = front_matter if kind == "lab" else _quiz
    fields, prose, language = in_language(path, folder.name, language, reading)
    matter = converted(fields, Matter, name)
    start = _context(folder / "context", folder.name)
    tasks = tuple(_task(folder, task, start, matter.limits) for task in matter.tasks)
    intro, *outcome = _OUTCOME.split(prose, maxsplit=1)
    exercise = Exercise(matter, kind, intro.strip(), "".join(outcome).strip(), start, tasks, language)
    for field, message in faults(exercise, folder.name):
        raise ExerciseInvalid(name, field, message)
    return exercise


def load_all(library: Path, language: str = ENGLISH) -> list[Exercise]:
    """In the course's order. Raises ExerciseInvalid."""
    folders = sorted(
        path for path in library.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))
    )
    return sorted((load(folder, language) for folder in folders), key=_place)


def in_language(
    path: Path, folder: str, language: str, reading: Callable[[Path, str], tuple[Any, str]]
) -> tuple[Any, str, str]:
    """Fields and prose of a file, and the language they are in: English where not all is translated.

    Raises ExerciseInvalid.
    """
    fields, prose = reading(path, f"{folder}/{path.name}".lstrip("/"))
    other = beside(path, language)
    if language == ENGLISH or not other.exists():
        return fields, prose, ENGLISH
    name = f"{folder}/{other.name}".lstrip("/")
    said, words = reading(other, name)
    try:
        laid = lay_over(fields, said)
    except Misplaced as error:
        raise ExerciseInvalid(name, error.field, str(error)) from error
    if not laid.missing and _parts(words) == _parts(prose):
        return laid.fields, words, language
    heads = {field: laid.fields[field] for field in ("title", "summary") if field in fields}
    return fields | heads, prose, ENGLISH


def converted(fields: object, wanted: type[Wanted], name: str) -> Wanted:
    """Raises ExerciseInvalid, which calls the file `name`."""
    try:
        return msgspec.convert(fields, wanted)
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `")
        raise ExerciseInvalid(name, field.rstrip("`"), message) from None


def read_yaml(path: Path, name: str) -> object:
    """Raises ExerciseInvalid, which calls the file `name`."""
    return _yaml(_read(path, name), name)


def schema() -> dict[str, Any]:
    """The front matter's JSON Schema, for authors' editors."""
    return msgspec.json.schema(Matter)


def _parts(prose: str) -> list[bool]:
    """Intro and outcome, and whether there is something in them."""
    return [bool(part.strip()) for part in _OUTCOME.split(prose, maxsplit=1)]


def _place(exercise: Exercise) -> tuple[int, int, str]:
    return exercise.matter.step or 99, exercise.matter.order, exercise.slug


def front_matter(path: Path, name: str) -> tuple[Any, str]:
    """What stands between two lines of ---, and the prose below. Raises ExerciseInvalid."""
    found = _FRONT.fullmatch(_read(path, name))
    if found is None:
        raise ExerciseInvalid(name, "", "expected front matter between two lines of ---, at the top", 1)
    fields = _yaml(found[1], name, FRONT_LINE)
    if not isinstance(fields, dict):
        raise ExerciseInvalid(name, "", "expected a mapping between the two lines of ---", 1 + FRONT_LINE)
    return fields, found[2]


def _quiz(path: Path, name: str) -> tuple[Any, str]:
    """A quiz has its prose in two fields of the same file."""
    fields = read_yaml(path, name)
    if not isinstance(fields, dict):
        raise ExerciseInvalid(name, "", "expected a mapping", 1)
    return fields, f"{fields.pop('intro', '')}\n\n{fields.pop('outcome', '')}"


def _yaml(text: str, name: str, above: int = 0) -> object:
    """`above` is how many lines of the file stand before the text."""
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 + above if mark else None
        raise ExerciseInvalid(name, "", f"is not YAML: {_words(error)}", line) from error
    except (yaml.YAMLError, AttributeError, RecursionError, ValueError) as error:  # as of a 31st of February
        raise ExerciseInvalid(name, "", f"is not YAML: {error}") from error


def _words(error: yaml.MarkedYAMLError) -> str:
    return ", ".join(said for said in (error.context, error.problem) if said)


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExerciseInvalid(name, "", f"cannot be read: {error}") from error


def _context(folder: Path, exercise: str) -> Context:
    files = _files(folder)
    dockerfile = files.pop(DOCKERFILE, None)
    if not isinstance(dockerfile, str):
        raise ExerciseInvalid(f"{exercise}/{folder.name}", "", "expected a file named Dockerfile")
    return Context(dockerfile, files)


def _files(folder: Path) -> Files:
    """All but what Python leaves where somebody ran or compiled an exercise's own code."""
    found = folder.rglob("*") if folder.is_dir() else ()
    paths = sorted(path for path in found if path.is_file() and path.parent.name != "__pycache__")
    return {path.relative_to(folder).as_posix(): _file(path) for path in paths}


def _file(path: Path) -> str | ContextFile:
    """Text where it is text; executable where it is executable."""
    content = path.read_bytes()
    mode = 0o755 if path.stat().st_mode & 0o100 else None
    try:
        text = content.decode()
    except UnicodeDecodeError:
        encoded: str = msgspec.to_builtins(content)
        return ContextFile(base64=encoded, mode=mode)
    return text if mode is None else ContextFile(text=text, mode=mode)


def _task(folder: Path, matter: TaskMatter, context: Context, limits: Narrower) -> Task:
    home = folder / "tasks" / matter.id
    for path in (home / "start" / DOCKERFILE, home / "solution" / DOCKERFILE):
        if path.exists():
            _read(path, path.relative_to(folder.parent).as_posix())
    start = context.over(_files(home / "start"))
    solution = _files(home / "solution")
    if not solution:
        raise ExerciseInvalid(
            f"{folder.name}/tasks/{matter.id}/solution", "", "expected the files of a solution"
        )
    return Task(matter, start, start.over(solution), limits)
