import time
from typing import Any

import msgspec
import pytest

from builds.events import PathChange, Reason
from builds.reasons.past import PastBuild
from builds.request import BuildRequest
from tests.builds.reasons.compared import built, past, reasons


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


def test_how_a_source_is_written_does_not_hide_what_changed_in_it() -> None:
    then, now = (
        built(f"FROM lab/base\nCOPY {x} /a\n", {"a": text}) for x, text in (("a", "1"), ("./a", "2"))
    )
    assert reasons(now, past(then), [1])[1].kind == "files_changed"
    now = built("FROM lab/base\nCOPY ./a /a\n", {"a": "1"})
    assert reasons(now, past(then), [])[1].harmless[0].what == "spelling"


def test_the_newest_build_that_is_close_is_compared_with() -> None:
    files = [{"a": "1", "b": "1"}, {"a": "2", "b": "1"}, {"a": "3", "b": "3"}, {"a": "2", "b": "2"}]
    *earlier, last = (built("FROM lab/base\nCOPY a b /\n", each) for each in files)
    reason = reasons(last, past(*earlier), [1])[1]
    assert (reason.build, [change.path for change in reason.paths]) == ("build 2", ["a", "b"])


def test_where_the_newest_is_far_off_the_closest_is_compared_with() -> None:
    own, other = dict.fromkeys("abcdef", "1"), dict.fromkeys("abcdef", "2")
    *earlier, last = (built("FROM lab/base\nCOPY . /\n", each) for each in (own, other, own | {"a": "3"}))
    reason = reasons(last, past(*earlier), [1])[1]
    assert (reason.build, reason.paths) == ("build 0", (PathChange("a", "content"),))


def test_a_step_that_had_failed_says_so() -> None:
    earlier = [PastBuild("x", built(), frozenset({0, 1}))]
    assert "had finished" in reasons(built(), earlier, [2])[2].text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {"d/a": "4"}, [("d/a", "content")]),
        ({}, {"d/a": {"text": "1", "mode": 0o755}}, [("d/a", "mode")]),
        ({}, {"l": {"symlink": "d/b"}}, [("l", "content")]),
        ({"l": {"symlink": "d/up"}}, {"l": {"symlink": "d/a"}}, [("l", "content")]),
        ({}, {"l": "4"}, [("l", "type")]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_a_copied_link_leads_to_is_compared(
    before: dict[str, Any], after: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    files = {"d/a": "1", "d/b": "2", "l": {"symlink": "d/a"}, "d/up": {"symlink": "../x"}, "x": "3"}
    now, then = (
        msgspec.convert({"dockerfile": "FROM lab/base\nCOPY l /d\n", "files": files | more}, BuildRequest)
        for more in (after, before)
    )
    reason = reasons(now, past(then), [1])[1]
    assert [(change.path, change.how) for change in reason.paths] == expected


@pytest.mark.parametrize("source", ["gone", "round", "s*/x", "$PATH/x"])
def test_what_cannot_be_followed_is_left_open(source: str) -> None:
    links = {"gone": "nowhere", "round": "round", "s": "d"}
    files = {"d/x": "1"} | {path: {"symlink": target} for path, target in links.items()}
    request = msgspec.convert(
        {"dockerfile": f"FROM lab/base\nCOPY {source} /d\n", "files": files}, BuildRequest
    )
    assert reasons(request, past(request), [1])[1].kind == "unsure"


@pytest.mark.parametrize(
    ("line", "before", "after", "expected"),
    [
        ("COPY --exclude=b d /d", {"d/a": "1", "d/b": "1"}, {"d/a": "2", "d/b": "2"}, ["d/a"]),
        ("COPY l /d", {"l": "d", "d/a": "1"}, {"l": "d", "d/a": "2"}, ["d/a"]),
        ("COPY l /d", {"l": "d", "d/a": "1", "e/a": "2"}, {"l": "e", "d/a": "1", "e/a": "2"}, ["l"]),
        (
            "COPY l/m/a /d",
            {"l": "d", "d/m": "../e", "e/a": "1"},
            {"l": "d", "d/m": "../e", "e/a": "2"},
            ["e/a"],
        ),
        ("COPY $UNSET/d /d", {"d/a": "1"}, {"d/a": "2"}, ["d/a"]),
        ("RUN --mount=source=l,target=/m x", {"l": "d", "d/a": "1"}, {"l": "d", "d/a": "2"}, ["d/a"]),
    ],
)
def test_what_arrives_is_compared_wherever_it_lies(
    line: str, before: dict[str, str], after: dict[str, str], expected: list[str]
) -> None:
    """A word of letters is a link's target, a digit a file's content."""
    now, then = (
        msgspec.convert(
            {
                "dockerfile": f"FROM lab/base\n{line}\n",
                "files": {path: x if x.isdigit() else {"symlink": x} for path, x in files.items()},
            },
            BuildRequest,
        )
        for files in (after, before)
    )
    reason = reasons(now, past(then), [1])[1]
    assert (reason.kind, [change.path for change in reason.paths]) == ("files_changed", expected)


def test_a_link_to_the_same_content_is_not_blamed_for_what_the_environment_did() -> None:
    text = "FROM lab/base\nENV V={}\nRUN --mount=source=l,target=/m x\n"
    now, then = (
        msgspec.convert(
            {"dockerfile": text.format(v), "files": {"a": "1", "b": "1", "l": {"symlink": link}}},
            BuildRequest,
        )
        for v, link in ((1, "a"), (2, "b"))
    )
    assert reasons(now, past(then), [2])[2].kind == "environment_changed"


def test_a_folder_that_is_no_longer_ignored_has_not_changed() -> None:
    text, files = "FROM lab/base\nCOPY a /a\n", {"a": "1", "ig/x.log": "1"}
    then = built(text, files | {".dockerignore": "ig\n"})
    reason = reasons(built(text, files), past(then), [])[1]
    assert [change.name for change in reason.harmless] == [".dockerignore"]


def test_no_context_takes_long_to_read() -> None:
    deep = {f"{'d/' * n}f": "1" for n in range(200)}
    excludes = " ".join(f"--exclude=*{n}" for n in range(2000))
    links = {f"l{n}": {"symlink": "d/../" * 150 + f"l{n + 1}"} for n in range(200)}
    sources = " ".join(f"{'d/' * n}" for n in range(1, 200))
    request = msgspec.convert(
        {"dockerfile": f"FROM x\nCOPY {excludes} {sources} {' '.join(links)} /x\n", "files": deep | links},
        BuildRequest,
    )
    began = time.process_time()
    assert reasons(request, past(request), [1])[1].kind == "unsure"
    assert time.process_time() - began < 1
