"""Every row of the table of edits, as a real engine does it."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from builds.request import BuildRequest
from tests.builds.reasons.compared import built
from tests.builds.reasons.learner import Learner

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
EDITS: dict[str, tuple[dict[str, Any], dict[int, str], Sequence[str]]] = {
    "nothing": ({}, {}, ()),
    "a copied file": ({"files": {"app.py": "two"}}, {4: "files_changed"}, ["app.py"]),
    "an early file": ({"files": {"req.txt": "c\n"}}, {2: "files_changed"}, ["req.txt"]),
    "its mode": ({"files": {"app.py": {"text": "one", "mode": 0o755}}}, {4: "files_changed"}, ["app.py"]),
    "its date": ({"files": {"app.py": {"text": "one", "mtime": 1_600_000_000}}}, {}, ()),
    "a new file": ({"files": {"more.py": ""}}, {4: "files_changed"}, ["more.py"]),
    "an empty folder": ({"files": {"empty": {"directory": True}}}, {4: "files_changed"}, ["empty"]),
    "an ignored file": ({"files": {"notes.log": "2"}}, {}, ()),
    "what is ignored": (
        {"files": {".dockerignore": "*.log\nDockerfile\napp.py\n"}},
        {4: "files_changed"},
        [".dockerignore", "app.py"],
    ),
    "a command": ({"edit": ("sort req", "sort -r req")}, {3: "instruction_changed"}, ()),
    "blanks in a command": ({"edit": ("echo built", "echo  built")}, {5: "instruction_changed"}, ()),
    "a comment": ({"edit": ("RUN sort", "# sorted\nRUN sort")}, {}, ()),
    "a keyword's case": ({"edit": ("RUN sort", "run sort")}, {}, ()),
    "a destination": ({"edit": ("COPY . .", "COPY . ./x")}, {4: "instruction_changed"}, ()),
    "a mode flag": ({"edit": ("COPY . .", "COPY --chmod=600 . .")}, {4: "flag_changed"}, ["--chmod"]),
    "a folder": ({"edit": ("/app", "/srv")}, {1: "instruction_changed"}, ()),
    "an argument": ({"edit": ("RUN sort", "ARG V=1\nRUN sort")}, {4: "environment_changed"}, ["V"]),
    "an undeclared argument": ({"build_args": {"V": "1"}}, {}, ()),
    "the environment": ({"edit": ("RUN echo", "ENV V=1\nRUN echo")}, {6: "environment_changed"}, ["V"]),
    "a label": ({"edit": ("RUN sort", "LABEL a=b\nRUN sort")}, {}, ()),
    "the user": (
        {"edit": ("RUN echo", "USER 7\nRUN echo")},
        {6: "environment_changed"},
        ["USER (instruction)"],
    ),
    "a new step": ({"edit": ("RUN echo", "RUN true\nRUN echo")}, {5: "nothing_matches"}, ()),
    "a step less": ({"edit": ("RUN sort req.txt > installed\n", "")}, {3: "nothing_matches"}, ()),
    "no cache": ({"no_cache": True}, {2: "no_cache"}, ()),
}


@pytest.mark.engine
async def test_every_row_of_the_table_is_told_as_the_engine_did_it(learner_builds: Learner) -> None:
    first = await learner_builds.build(built(APP, FILES))
    assert {reason.kind for reason in first.values() if reason} == {"first_build"}
    assert None not in first.values()
    wrong = [fault for name in EDITS for fault in await faults(learner_builds, name)]
    assert wrong == []


async def faults(learner: Learner, name: str) -> list[str]:
    """Where an edit's reasons are not those that it must have. Above the first, a step names that one."""
    change, expected, named = EDITS[name]
    dockerfile = APP.replace(*change["edit"]) if "edit" in change else APP
    more = {key: value for key, value in change.items() if key in ("build_args", "no_cache")}
    fields = {"dockerfile": dockerfile, "files": FILES | change.get("files", {}), **more}
    told = await learner.build(msgspec.convert(fields, BuildRequest))
    rebuilt = {step: reason for step, reason in told.items() if reason}
    if not rebuilt or not expected:
        return [f"{name}: {rebuilt}"] * (bool(rebuilt) != bool(expected))
    first = min(rebuilt)
    found = [f"{name}: {first} {rebuilt[first]}"] * ({first: rebuilt[first].kind} != expected)
    evidence = [*(change.path for change in rebuilt[first].paths), *rebuilt[first].names]
    found += [f"{name}: {evidence}"] * (evidence != list(named))
    above = {reason.culprit for step, reason in rebuilt.items() if step != first and not more}
    return found + [f"{name}: {above}"] * (not above <= {first})


@pytest.mark.engine
async def test_another_base_is_told_as_the_engine_did_it(learner_builds: Learner) -> None:
    text = "FROM {}\nCOPY a /a\nCOPY a /b\n"
    await learner_builds.build(built(text.format("lab/base")))
    told = await learner_builds.build(built(text.format("scratch")))
    assert {step: reason and reason.kind for step, reason in told.items()} == {
        1: "base_changed",
        2: "parent_rebuilt",
    }


@pytest.mark.engine
async def test_new_content_under_the_bases_name_is_told_as_the_engine_did_it(learner_builds: Learner) -> None:
    request = built("FROM lab/base\nCOPY a /a\nCOPY a /b\n")
    await learner_builds.build(request)
    await learner_builds.build(built("FROM lab/base\nRUN echo new > /new\n"))
    learner_builds.tag_latest_as("lab/base")
    told = await learner_builds.build(request)
    assert {step: reason and reason.kind for step, reason in told.items()} == {
        1: "base_changed",
        2: "parent_rebuilt",
    }
    assert told[1] is not None
    assert "new content under the same name" in told[1].text


@pytest.mark.engine
async def test_stages_and_a_repeated_build_are_told_as_the_engine_did_it(learner_builds: Learner) -> None:
    text = "FROM lab/base AS build\nRUN echo {} > /x\nFROM lab/base\nCOPY --from=build /x /x\nRUN true\n"
    await learner_builds.build(built(text.format("a")))
    told = await learner_builds.build(built(text.format("b")))
    assert {step: reason and reason.kind for step, reason in told.items()} == {
        1: "instruction_changed",
        3: "source_rebuilt",
        4: "parent_rebuilt",
    }
    same_output = await learner_builds.build(built(text.format("b").replace("echo b", "echo   b")))
    assert same_output[3] is None
    assert set((await learner_builds.build(built(text.format("a")))).values()) == {None}
