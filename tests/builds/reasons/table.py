"""The table of edits: what BuildKit does with each, and what must be said of it.

Every row is run on a real engine, and recorded from one (tests/recordings/edits.py). Its last build is
the one that is judged.
"""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from builds.events import ReasonKind
from builds.request import BuildRequest

APP = """\
FROM lab/base
WORKDIR /app
COPY req.txt .
RUN sort req.txt > installed
COPY . .
RUN echo built
"""
FILES: dict[str, Any] = {
    "req.txt": "b\na\n",
    "app.py": "one",
    "notes.log": "1",
    ".dockerignore": "*.log\nDockerfile\n",
}
STAGES = """\
FROM lab/base AS build
RUN echo {} > /x
FROM lab/base
COPY --from=build /x /x
RUN true
"""
TRIGGER = "FROM lab/base AS a\nONBUILD ENV V=1\nONBUILD RUN echo held\nFROM a\nRUN echo own\n"
SECRET = "FROM lab/base\nRUN --mount=type=secret,id=token cat /run/secrets/* | wc -c > /n\nRUN true\n"
ON_TAG = "FROM lab/tagged\nCOPY a /a\nCOPY a /b\n"


class Tag(msgspec.Struct, frozen=True, tag=True):
    """Call an image by another name; None is the last build's."""

    image: str | None
    name: str


class Prune(msgspec.Struct, frozen=True, tag=True):
    """Empty the build cache."""


class Build(msgspec.Struct, frozen=True, tag=True, omit_defaults=True):
    """`secrets` are the values of `request.secrets`."""

    request: BuildRequest
    secrets: dict[str, str] = {}


Act = Build | Tag | Prune


class Told(msgspec.Struct, frozen=True):
    """`evidence` are the paths and names, of `cached_anyway` what is harmless."""

    kind: ReasonKind
    evidence: tuple[str, ...] = ()
    culprit: int | None = None


class Row(msgspec.Struct, frozen=True):
    """`told` has every step that must be explained, but for those above its first rebuilt one."""

    name: str
    acts: tuple[Act, ...]
    told: dict[int, Told]

    @property
    def last(self) -> Build:
        last = self.acts[-1]
        assert isinstance(last, Build)
        return last


def build(
    dockerfile: str, files: dict[str, Any], secrets: Mapping[str, str] | None = None, **more: Any
) -> Build:
    given = dict(secrets or {})
    fields = {"dockerfile": dockerfile, "files": files, "secrets": sorted(given), **more}
    return Build(msgspec.convert(fields, BuildRequest), given)


def _app(
    name: str, told: dict[int, Told], *, edit: tuple[str, str] | None = None, drop: str = "", **more: Any
) -> Row:
    """After the app as it is, the app edited."""
    files = {path: file for path, file in (FILES | more.pop("files", {})).items() if path != drop}
    dockerfile = APP.replace(*edit) if edit else APP
    return Row(name, (build(APP, FILES), build(dockerfile, files, **more)), told)


def _two(name: str, before: str, after: str, told: dict[int, Told], **files: Any) -> Row:
    given = {"a": "1", "b": "2"} | files
    return Row(name, (build(before, given), build(after, given)), told)


def _files(
    name: str, dockerfile: str, before: dict[str, Any], after: dict[str, Any], told: dict[int, Told]
) -> Row:
    return Row(name, (build(dockerfile, before), build(dockerfile, after)), told)


def _anyway(*evidence: str) -> Told:
    return Told("cached_anyway", evidence)


def _changed(*paths: str) -> Told:
    return Told("files_changed", paths)


def _beside(what: Literal["not_copied", "ignored"], path: str) -> Told:
    return _anyway(f"{what} {path}")


ROWS = (
    _app("nothing", {}),
    # -- the instruction
    _app("a command", {3: Told("instruction_changed")}, edit=("sort req", "sort -r req")),
    _app("blanks in a command", {5: Told("instruction_changed")}, edit=("echo built", "echo  built")),
    _app("a comment", {3: _anyway("comment #")}, edit=("RUN sort", "# sorted\nRUN sort")),
    _app("a keyword's case", {3: _anyway("spelling RUN")}, edit=("RUN sort", "run sort")),
    _app("a label", {4: _anyway("setting LABEL")}, edit=("RUN sort", "LABEL a=b\nRUN sort")),
    _app("the command to run", {5: _anyway("setting CMD")}, edit=("echo built\n", 'echo built\nCMD ["x"]\n')),
    _app("a folder", {1: Told("instruction_changed")}, edit=("/app", "/srv")),
    _app("a destination", {4: Told("instruction_changed")}, edit=("COPY . .", "COPY . ./x")),
    _app("a mode flag", {4: Told("flag_changed", ("--chmod",))}, edit=("COPY . .", "COPY --chmod=600 . .")),
    _app("a link flag", {4: Told("flag_changed", ("--link",))}, edit=("COPY . .", "COPY --link . .")),
    _two(
        "the order of sources",
        "FROM lab/base\nCOPY a b /d/\n",
        "FROM lab/base\nCOPY b a /d/\n",
        {1: Told("instruction_changed")},
    ),
    _two(
        "a secret's id",
        "FROM lab/base\nRUN --mount=type=secret,id=one true\n",
        "FROM lab/base\nRUN --mount=type=secret,id=two true\n",
        {1: Told("flag_changed", ("--mount",))},
    ),
    _app(
        "a flag that repeats the default",
        {3: _anyway("spelling RUN")},
        edit=("RUN sort", "RUN --network=default sort"),
    ),
    _app(
        "that beside another variable",
        {4: Told("environment_changed", ("N",))},
        edit=("RUN sort", "ENV N=1\nRUN --network=default sort"),
    ),
    _two(
        "a variable in a file within the Dockerfile",
        "FROM lab/base\nENV V=1\nCOPY <<EOF /a\n$V\nEOF\n",
        "FROM lab/base\nENV V=2\nCOPY <<EOF /a\n$V\nEOF\n",
        {2: Told("environment_changed", ("V",))},
    ),
    _two(
        "how a folder is spelled",
        "FROM lab/base\nWORKDIR /v\nRUN echo v\n",
        "FROM lab/base\nWORKDIR /v/\nRUN echo v\n",
        {1: _anyway("spelling WORKDIR"), 2: Told("environment_changed", ("WORKDIR (instruction)",))},
    ),
    Row(
        "a secret's value",
        tuple(build(SECRET, {}, {"token": value}) for value in ("one", "two")),
        {1: _anyway("secret token")},
    ),
    Row(
        "a secret that is given now",
        (build(SECRET, {}), build(SECRET, {}, {"token": "one"})),
        {1: _anyway("secret token")},
    ),
    _app("a new step", {5: Told("nothing_matches")}, edit=("RUN echo", "RUN true\nRUN echo")),
    _app("a step less", {3: Told("nothing_matches")}, edit=("RUN sort req.txt > installed\n", "")),
    # -- the files
    _app(
        "a copied file", {2: _beside("not_copied", "app.py"), 4: _changed("app.py")}, files={"app.py": "two"}
    ),
    _app("an early file", {2: _changed("req.txt")}, files={"req.txt": "c\n"}),
    _app(
        "its mode",
        {2: _beside("not_copied", "app.py"), 4: _changed("app.py")},
        files={"app.py": {"text": "one", "mode": 0o755}},
    ),
    _app(
        "a new file",
        {2: _beside("not_copied", "more.py"), 4: _changed("more.py")},
        files={"more.py": ""},
    ),
    _app("a file less", {2: _beside("not_copied", "app.py"), 4: _changed("app.py")}, drop="app.py"),
    _app(
        "an empty folder",
        {2: _beside("not_copied", "empty"), 4: _changed("empty")},
        files={"empty": {"directory": True}},
    ),
    _app("its date", {4: _anyway("mtime app.py")}, files={"app.py": {"text": "one", "mtime": 1_600_000_000}}),
    _app(
        "an ignored file",
        {2: _beside("ignored", "notes.log"), 4: _beside("ignored", "notes.log")},
        files={"notes.log": "2"},
    ),
    _app(
        "what is ignored",
        {2: _beside("not_copied", ".dockerignore"), 4: _changed(".dockerignore", "app.py")},
        files={".dockerignore": "*.log\nDockerfile\napp.py\n"},
    ),
    Row(
        "changed and restored",
        (build(APP, FILES), build(APP, FILES | {"app.py": "else"}), build(APP, FILES)),
        {2: _beside("not_copied", "app.py"), 4: _anyway("restored COPY"), 5: _anyway("restored RUN")},
    ),
    _files(
        "an excluded file and another one",
        "FROM lab/base\nCOPY --exclude=a d /d\n",
        {"d/a": "1", "d/b": "1"},
        {"d/a": "2", "d/b": "2"},
        {1: _changed("d/b")},
    ),
    _files(
        "a folder behind a link",
        "FROM lab/base\nCOPY l /l\n",
        {"l": {"symlink": "d"}, "d/a": "1"},
        {"l": {"symlink": "d"}, "d/a": "2"},
        {1: _changed("d/a")},
    ),
    Row(
        "a file of a bind mount",
        tuple(
            build("FROM lab/base\nRUN --mount=type=bind,source=a,target=/a cat /a\n", {"a": text})
            for text in ("1", "2")
        ),
        {1: _changed("a")},
    ),
    # -- the environment
    _app("an argument", {4: Told("environment_changed", ("V",))}, edit=("RUN sort", "ARG V=1\nRUN sort")),
    _app("an undeclared argument", {1: _anyway("argument V")}, build_args={"V": "1"}),
    _app("the environment", {6: Told("environment_changed", ("V",))}, edit=("RUN echo", "ENV V=1\nRUN echo")),
    _app(
        "the environment of a copy",
        {5: _anyway("variable W"), 6: Told("environment_changed", ("W",))},
        edit=("COPY . .", "ENV W=1\nCOPY . ."),
    ),
    _app(
        "the user",
        {6: Told("environment_changed", ("USER (instruction)",))},
        edit=("RUN echo", "USER 7\nRUN echo"),
    ),
    # -- stages
    _two(
        "a stage's name",
        STAGES.format("a"),
        STAGES.format("a").replace("build", "make"),
        {1: _anyway("stage_name make"), 3: _anyway("stage_name COPY")},
    ),
    _two(
        "a source stage",
        STAGES.format("a"),
        STAGES.format("c"),
        {1: Told("instruction_changed"), 3: Told("source_rebuilt", culprit=1)},
    ),
    _two(
        "a source stage of identical output",
        STAGES.format("a"),
        STAGES.format("  a"),
        {
            1: Told("instruction_changed"),
            3: Told("cached_anyway", ("same_output step 1 of stage build",), culprit=1),
        },
    ),
    # -- triggers
    _two(
        "a trigger",
        TRIGGER,
        TRIGGER.replace("held", "kept"),
        {5: Told("instruction_changed")},
    ),
    _two(
        "what a trigger sets",
        TRIGGER,
        TRIGGER.replace("V=1", "V=2"),
        {5: Told("environment_changed", ("V",))},
    ),
    _two(
        "a trigger less",
        TRIGGER,
        TRIGGER.replace("ONBUILD RUN echo held\n", ""),
        {4: Told("nothing_matches")},
    ),
    Row(
        "a file that a trigger copies",
        tuple(build("FROM lab/base AS a\nONBUILD COPY a /a\nFROM a\nRUN true\n", {"a": x}) for x in "12"),
        {3: _changed("a")},
    ),
    # -- the base
    _two(
        "another base",
        "FROM lab/base\nCOPY b /a\nCOPY b /b\n",
        "FROM scratch\nCOPY b /a\nCOPY b /b\n",
        {1: Told("base_changed")},
    ),
    Row(
        "another tag of the same base",
        (
            Tag("lab/base", "lab/tagged"),
            build(ON_TAG.replace("tagged", "base"), {"a": "1"}),
            build(ON_TAG, {"a": "1"}),
        ),
        {1: _anyway("base_name lab/tagged")},
    ),
    Row(
        "new content under the base's name",
        (
            build(ON_TAG, {"a": "1"}),
            build("FROM lab/base\nRUN echo new > /new\n", {}),
            Tag(None, "lab/tagged"),
            build(ON_TAG, {"a": "1"}),
        ),
        {1: Told("base_changed")},
    ),
    # -- the cache
    _app("no cache", {1: _anyway("no_cache WORKDIR"), 2: Told("no_cache")}, no_cache=True),
    Row("prune", (build(APP, FILES), Prune(), build(APP, FILES)), {1: Told("nothing_matches")}),
)
