"""What an exercise consists of, as its author writes it in the front matter of `index.md`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from builds.narrow import AS_THEY_ARE, Narrower
from builds.request import BuildRequest, ContextFile
from labs.checks import Check
from labs.deciding import Fact
from labs.script import Action, After
from labs.translation import ENGLISH

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=64)]
Text = Annotated[str, Meta(min_length=1)]
"""Markdown of a line or two, unless said otherwise."""
Files = dict[str, str | ContextFile]
Difficulty = Literal["foundation", "intermediate", "advanced", "expert"]
DOCKERFILE = "Dockerfile"


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Option(_Part, frozen=True):
    """Right where its `value` is the fact's; `why` is what the learner who chose it reads afterwards."""

    value: Text
    text: Text
    why: str = ""


class Evidence(_Part, frozen=True):
    """Which recorded fact decides. `answer` is its value for the exercise's own start.

    The sentences are plain text with {value} (the fact's), {said} and {right} (options' texts).
    """

    fact: Fact
    answer: Text
    right: Text
    wrong: Text
    skipped: Text


class Question(_Part, frozen=True):
    id: Slug
    text: Text
    options: Annotated[tuple[Option, ...], Meta(min_length=2)]
    evidence: Evidence
    confidence: bool = True


class Change(_Part, frozen=True):
    """The first `find` in the file `path` becomes `replace`."""

    find: Text
    replace: str
    path: str = DOCKERFILE


class Edit(_Part, frozen=True):
    """A change by one click. `text` asks what to predict."""

    id: Slug
    title: Text
    text: Text
    changes: Annotated[tuple[Change, ...], Meta(min_length=1)]
    question: Question | None = None
    predict_steps: bool = False


class Input(_Part, frozen=True):
    """Something the learner types before the first build; it becomes the file `path`."""

    id: Slug
    label: Text
    path: Text
    placeholder: str = ""
    max_length: Annotated[int, Meta(ge=1, le=1000)] = 100


class WrongAnswer(_Part, frozen=True):
    """A mistake we know: `files` over the task's start, the checks (by id) that it `fails`, what to say.

    Recognised where all of `signs` hold, or, without signs, where exactly these checks fail.
    """

    id: Slug
    files: Annotated[Files, Meta(min_length=1)]
    fails: Annotated[tuple[str, ...], Meta(min_length=1)]
    feedback: Text
    signs: tuple[Check, ...] = ()


class TaskMatter(_Part, frozen=True):
    """A task as the front matter has it; its start and solution lie in `tasks/<id>/`."""

    id: Slug
    title: Text
    goal: Text
    hints: Annotated[tuple[Text, ...], Meta(min_length=3, max_length=3)]
    script: Annotated[tuple[Action, ...], Meta(min_length=1)]
    checks: Annotated[tuple[Check, ...], Meta(min_length=1)]
    wrong: tuple[WrongAnswer, ...] = ()


class Matter(_Part, frozen=True):
    """The front matter. `base` is the image that the start is FROM; `reveal` how much the sheets show."""

    id: Slug
    title: Text
    summary: Text
    difficulty: Difficulty
    minutes: Annotated[int, Meta(ge=1, le=60)]
    base: Text
    reveal: Annotated[int, Meta(ge=1, le=7)]
    step: Annotated[int, Meta(ge=1, le=7)] | None = None
    order: Annotated[int, Meta(ge=0)] = 0
    tags: tuple[Slug, ...] = ()
    limits: Narrower = AS_THEY_ARE
    """Of every build of the exercise, beside the site's."""
    published: bool = True
    question: Question | None = None
    inputs: tuple[Input, ...] = ()
    edits: tuple[Edit, ...] = ()
    afterwards: tuple[After, ...] = ()
    """What is done with the image once a build has ended; the build itself is `b1`."""
    tasks: tuple[TaskMatter, ...] = ()


class Context(msgspec.Struct, frozen=True):
    """A Dockerfile and the files beside it."""

    dockerfile: str
    files: Files

    def over(self, files: Files) -> "Context":
        """With these files laid over; `Dockerfile` among them is the Dockerfile."""
        rest = {path: file for path, file in files.items() if path != DOCKERFILE}
        written = files.get(DOCKERFILE, self.dockerfile)
        return Context(written if isinstance(written, str) else written.content().decode(), self.files | rest)

    def request(self) -> BuildRequest:
        return BuildRequest(self.dockerfile, self.files)


class Task(msgspec.Struct, frozen=True):
    matter: TaskMatter
    start: Context
    solution: Context
    limits: Narrower = AS_THEY_ARE
    """The exercise's."""

    @property
    def id(self) -> str:
        return self.matter.id


class Exercise(msgspec.Struct, frozen=True):
    """`intro` and `outcome` are Markdown: what stands before and after the first `## ` heading.

    All is in `language`, but title and summary, which may be translated before the rest is.
    """

    matter: Matter
    kind: Literal["lab", "quiz"]
    intro: str
    outcome: str
    start: Context
    tasks: tuple[Task, ...]
    language: str = ENGLISH

    @property
    def slug(self) -> str:
        return self.matter.id

    def task(self, name: str) -> Task | None:
        return next((task for task in self.tasks if task.id == name), None)

    def questions(self) -> list[Question]:
        """The opening one first."""
        asked = [self.matter.question, *(edit.question for edit in self.matter.edits)]
        return [question for question in asked if question]

    def question(self, name: str) -> Question | None:
        return next((question for question in self.questions() if question.id == name), None)


def edited(context: Context, changes: tuple[Change, ...]) -> Context:
    """Raises ValueError where there is nothing to change."""
    for change in changes:
        before = context.dockerfile if change.path == DOCKERFILE else context.files.get(change.path)
        if not isinstance(before, str) or change.find not in before:
            raise ValueError(f"{change.path} holds no {change.find!r}")
        context = context.over({change.path: before.replace(change.find, change.replace, 1)})
    return context
