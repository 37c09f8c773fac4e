"""Why steps were not cached: on inputs alone, and against BuildKit's own verdicts on a real engine."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builds.bases import load_missing
from builds.dockerfile import parse
from builds.events import BuildEvent, Entry, PathChange, Reason, StepExplained, StepFinished
from builds.explain import Explainer, PastBuild
from builds.policy import Limits
from builds.request import BuildRequest
from builds.run import Engine, run_build
from builds.state import fold
from engine.bases import load_catalogue
from engine.client import Lease
from tests.engine_fixtures import CACHE
from tests.recordings import load
from tests.recordings.record import MemoryListings

THREE = "FROM lab/base\nCOPY a /a\nRUN cat /a > /b\nRUN true\n"


def built(dockerfile: str = THREE, files: Mapping[str, Any] | None = None, **more: Any) -> BuildRequest:
    return BuildRequest(dockerfile, dict({"a": "one"} if files is None else files), **more)


def past(*requests: BuildRequest) -> list[PastBuild]:
    """Finished builds, given the oldest first."""
    found = []
    for number, request in enumerate(requests):
        steps = parse(request.dockerfile, request.build_args).steps
        found.append(PastBuild(f"build {number}", request, frozenset(range(len(steps)))))
    return found[::-1]


def reasons(request: BuildRequest, earlier: Sequence[PastBuild], rebuilt: Sequence[int]) -> dict[int, Reason]:
    """With BuildKit's verdicts as told: of what runs, `rebuilt` was and the rest was cached."""
    plan = parse(request.dockerfile, request.build_args)
    explainer = Explainer(request, plan, earlier)
    told = []
    for index, step in enumerate(plan.steps):
        if step.makes_layer:
            told += explainer.finished(index, None if step.keyword == "FROM" else index not in rebuilt)
    return {event.step: event.reason for event in [*told, *explainer.rest()]}


def test_the_first_build_has_nothing_to_compare_with() -> None:
    told = reasons(built(), [], [1, 2, 3])
    assert {step: reason.kind for step, reason in told.items()} == dict.fromkeys((1, 2, 3), "first_build")


def test_a_build_that_never_ran_a_step_is_nothing_to_compare_with() -> None:
    earlier = [PastBuild("x", built(), frozenset({0}))]
    assert reasons(built(), earlier, [1])[1].kind == "first_build"


def test_what_is_cached_is_not_explained() -> None:
    assert reasons(built(), past(built()), []) == {}


def test_no_cache_is_the_reason_for_all() -> None:
    told = reasons(built(no_cache=True), past(built()), [1, 2, 3])
    assert {reason.kind for reason in told.values()} == {"no_cache"}


def test_a_changed_file_is_named_and_what_stands_on_it_names_that_step() -> None:
    told = reasons(built(files={"a": "two", "b": "new"}), past(built()), [1, 2, 3])
    assert told[1] == Reason(
        "files_changed", "a changed", build="build 0", paths=(PathChange("a", "content"),)
    )
    for above in (2, 3):
        assert (told[above].kind, told[above].culprit) == ("parent_rebuilt", 1)
        assert told[above].text == "step 1 below was rebuilt"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"d/x": "1"}, {"d/x": "2"}, [("d/x", "content")]),
        ({"d/x": "1"}, {"d/x": {"text": "1", "mode": 0o755}}, [("d/x", "mode")]),
        ({"d/x": "1"}, {"d/x": {"symlink": "y"}}, [("d/x", "type")]),
        ({"d/x": "1"}, {"d/x": "1", "d/y": ""}, [("d/y", "added")]),
        ({"d/x": "1", "d/e/y": "1"}, {"d/x": "1"}, [("d/e/y", "removed")]),
        ({"d/x": "1"}, {"d/x": "1", "d/e": {"directory": True}}, [("d/e", "added")]),
        (
            {"d/x": "1", "d/y.log": "1"},
            {"d/x": "1", "d/y.log": "1", ".dockerignore": "**/*.log\n"},
            [("d/y.log", "ignored")],
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_every_way_in_which_a_copied_folder_differs_has_its_word(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    dockerfile = "FROM lab/base\nCOPY d /d\n"
    now, then = (
        msgspec.convert({"dockerfile": dockerfile, "files": files}, BuildRequest) for files in (after, before)
    )
    reason = reasons(now, past(then), [1])[1]
    assert reason.kind == "files_changed"
    assert [(change.path, change.how) for change in reason.paths] == expected


def test_the_earlier_build_that_came_closest_is_compared_with() -> None:
    files = [{"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "3", "b": "3"}, {"a": "2", "b": "2"}]
    *earlier, last = (built("FROM lab/base\nCOPY a b /\n", each) for each in files)
    reason = reasons(last, past(*earlier), [1])[1]
    assert (reason.build, reason.paths) == ("build 1", (PathChange("b", "content"),))


@pytest.mark.parametrize(
    ("before", "after", "step", "kind", "text"),
    [
        ("RUN npm ci", "RUN npm install", 1, "instruction_changed", "`npm ci` → `npm install`"),
        ("COPY a /a", "COPY a /b", 1, "instruction_changed", "`COPY a /a` → `COPY a /b`"),
        ("COPY a /a", "COPY --chmod=600 a /a", 1, "instruction_changed", "--chmod=600"),
        ("RUN echo a  b", "RUN echo a b", 1, "instruction_changed", "command changed"),
        ("ARG V=1\nRUN x", "ARG V=2\nRUN x", 2, "environment_changed", "V changed"),
        ("ENV V=1\nRUN x", "ENV V=1 W=2\nRUN x", 2, "environment_changed", "W changed"),
        ("ARG F=a\nCOPY $F /f", "ARG F=b\nCOPY $F /f", 2, "environment_changed", "F changed"),
        ("RUN x", "RUN x\nRUN y", 2, "nothing_matches", "no earlier build had this step"),
        ("RUN x\nRUN y", "RUN y\nRUN x", 1, "nothing_matches", "at this place"),
        ("RUN x\nRUN y", "RUN y", 1, "nothing_matches", "at this place"),
        ("RUN x", "RUN x", 1, "nothing_matches", "any more"),
        ("RUN a\nRUN b\nRUN c\nRUN d", "COPY a /x\nRUN f", 1, "nothing_matches", "no earlier build"),
    ],
)
def test_what_changed_in_the_dockerfile_is_named(
    before: str, after: str, step: int, kind: str, text: str
) -> None:
    then, now = (built(f"FROM lab/base\n{lines}\n", {"a": "1", "b": "1"}) for lines in (before, after))
    reason = reasons(now, past(then), [step])[step]
    assert reason.kind == kind
    assert text in reason.text


def test_another_base_is_named_where_the_rest_is_the_same() -> None:
    told = reasons(built(THREE.replace("lab/base", "lab/cc")), past(built()), [1, 2, 3])
    assert (told[1].kind, told[1].before, told[1].after) == (
        "base_changed",
        "FROM lab/base",
        "FROM lab/cc",
    )
    assert told[3].culprit == 1


def test_a_copy_from_a_rebuilt_stage_names_the_step_there() -> None:
    text = "FROM lab/base AS build\nRUN {} > /x\nFROM lab/base\nCOPY --from=build /x /x\nRUN true\n"
    told = reasons(built(text.format("b")), past(built(text.format("a"))), [1, 3, 4])
    assert [told[step].kind for step in (1, 3, 4)] == [
        "instruction_changed",
        "source_rebuilt",
        "parent_rebuilt",
    ]
    assert told[3].culprit == told[4].culprit == 1
    assert told[3].text.startswith("step 1 of stage build was rebuilt")


def test_a_linked_copy_does_not_mind_what_lies_below() -> None:
    text = "FROM lab/base\nRUN {}\nCOPY --link a /a\nRUN y\n"
    told = reasons(built(text.format("b"), {"a": "2"}), past(built(text.format("a"))), [1, 2, 3])
    assert [told[step].kind for step in (1, 2, 3)] == [
        "instruction_changed",
        "files_changed",
        "parent_rebuilt",
    ]
    assert told[3].culprit == 1


def test_a_reason_waits_for_the_verdict_below() -> None:
    explainer = Explainer(built(files={"a": "two"}), parse(THREE), past(built()))
    assert explainer.finished(2, False) == []
    assert explainer.finished(1, False) == []
    told = explainer.finished(0, None)
    assert [(event.step, event.reason.kind) for event in told] == [
        (1, "files_changed"),
        (2, "parent_rebuilt"),
    ]


def test_what_hangs_on_a_link_or_an_unread_flag_is_left_open() -> None:
    linked = {"a": {"symlink": "b"}, "b": "1"}
    now = msgspec.convert({"dockerfile": "FROM lab/base\nCOPY a /\n", "files": linked}, BuildRequest)
    then = msgspec.structs.replace(now, files={**now.files, "b": "2"})
    assert reasons(now, past(then), [1])[1].kind == "unsure"


def test_a_step_that_had_failed_says_so() -> None:
    earlier = [PastBuild("x", built(), frozenset({0, 1}))]
    assert "had finished" in reasons(built(), earlier, [2])[2].text


def test_fifty_builds_are_compared_with_in_a_moment() -> None:
    files = {f"f{number}": "text" * 500 for number in range(20)}
    earlier = past(*(built(THREE.replace("true", f"echo {n}"), files) for n in range(50)))
    began = time.monotonic()
    reasons(built(files=files), earlier, [3])
    assert time.monotonic() - began < 0.5  # 0.04 on a quiet machine


WORDS = st.sampled_from(["a", "b", "d", "$V", "${V}", ".", "*", "/a", "<<E", "--from=0", "--link", "[", '"'])
LINES = st.builds(
    lambda keyword, words: f"{keyword} {' '.join(words)}",
    st.sampled_from(["FROM", "RUN", "COPY", "ADD", "WORKDIR", "ENV", "ARG", "USER", "SHELL"]),
    st.lists(WORDS, max_size=4),
)
TEXTS = st.lists(LINES, max_size=8).map(lambda lines: "\n".join(["FROM lab/base", *lines]))


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_any_two_dockerfiles_can_be_compared(now: str, then: str, data: st.DataObject) -> None:
    try:
        steps = parse(now).steps
        parse(then)
    except ValueError:
        return
    except Exception as error:
        assert type(error).__name__ == "DockerfileUnreadable"  # noqa: PT017
        return
    running = [n for n, step in enumerate(steps) if step.makes_layer and step.keyword != "FROM"]
    rebuilt = data.draw(st.lists(st.sampled_from(running), unique=True) if running else st.just([]))
    told = reasons(built(now, {"a": "1"}), past(built(then, {"a": "1", "b": "2"})), rebuilt)
    assert set(told) == set(rebuilt)


RECORDED = {
    "first-build": dict.fromkeys(range(1, 6), "first_build"),
    "all-cached": {},
    "one-line-changed": {4: "files_changed", 5: "parent_rebuilt"},
    "unused-stage": {
        1: "nothing_matches",
        2: "parent_rebuilt",
        3: "parent_rebuilt",
        9: "nothing_matches",
        10: "parent_rebuilt",
    },
    "failing-run": {},
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_verdicts_are_explained_as_they_were_then(name: str) -> None:
    """The scenarios were built one after the other on one engine."""
    names = list(RECORDED)
    earlier = past(*(load(each).request for each in names[: names.index(name)]))
    events = [entry.event for entry in load(name).entries()]
    verdicts = {event.step: event.cached for event in events if isinstance(event, StepFinished)}
    rebuilt = [step for step, cached in verdicts.items() if cached is False]
    recorded = {event.step: event.reason for event in events if isinstance(event, StepExplained)}
    assert {step: reason.kind for step, reason in recorded.items()} == RECORDED[name]
    told = reasons(load(name).request, earlier, rebuilt)
    assert {step: (reason.kind, reason.text) for step, reason in told.items()} == {
        step: (reason.kind, reason.text) for step, reason in recorded.items()
    }


# -- on a real engine ---------------------------------------------------------------------------------------


class Learner:
    """Builds on one engine, and remembers what it has built, as the history gives it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.builds: list[PastBuild] = []
        self.listings = MemoryListings()

    async def earlier(self) -> list[PastBuild]:
        return self.builds

    async def build(self, request: BuildRequest) -> dict[int, Reason | None]:
        """Each step that ran: its reason where BuildKit rebuilt it, None where it was cached."""
        events = run_build(
            request,
            self.engine,
            self.listings,
            image_name="build:test",
            images=["lab/base"],
            limits=Limits(),
            work_dir=self.folder,
            cancelled=asyncio.Event(),
            history=self,
        )
        state = fold("test", [Entry(seq, 0.0, event) async for seq, event in numbered(events)])
        assert state.status == "completed", state.error
        done = [n for n, step in enumerate(state.steps) if step.status in ("built", "cached")]
        self.builds.insert(0, PastBuild(str(len(self.builds)), request, frozenset(done)))
        for step in state.steps:
            assert (step.reason is not None) is (step.cached is False), step
        return {n: state.steps[n].reason for n in done if state.steps[n].cached is not None}


async def numbered(events: AsyncIterator[BuildEvent]) -> AsyncIterator[tuple[int, BuildEvent]]:
    seq = 0
    async for event in events:
        yield (seq := seq + 1), event


@pytest.fixture
def learner_builds(
    lease: Lease, buildx: Path, open_blob: Callable[[str], BinaryIO], tmp_path: Path
) -> Learner:
    load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name == "lab/base"])
    return Learner(Engine(lease.fd, buildx, open_blob), tmp_path)


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
    "a mode flag": ({"edit": ("COPY . .", "COPY --chmod=600 . .")}, {4: "instruction_changed"}, ()),
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
