import time

import pytest

from builds.reasons.ignore import Glob, Ignore


@pytest.mark.parametrize(
    ("text", "excluded", "kept"),
    [
        ("*.log", ["a.log"], ["d/a.log", "a.logs"]),
        ("**/*.log", ["a.log", "d/a.log", "d/e/a.log"], ["log"]),
        ("node_modules", ["node_modules", "node_modules/a/b"], ["d/node_modules"]),
        ("/a/", ["a", "a/b"], ["b/a"]),
        ("a/**", ["a/b", "a/b/c"], ["a", "b"]),
        ("a/**/z", ["a/z", "a/b/c/z"], ["a", "z"]),
        ("*\n!keep", ["a", "a/b"], ["keep", "keep/a"]),
        ("d\n!d/keep\n", ["d", "d/a"], ["d/keep"]),
        ("!a\na", ["a"], []),
        ("# a comment\n\n  a  \n", ["a"], ["# a comment"]),
        ("a?c\n[xy]z\n[^k]w", ["abc", "xz", "yz", "jw"], ["ac", "zz", "kw"]),
        ("\\*", ["*"], ["a"]),
        ("./a/../b", ["b"], ["a"]),
        (".", [], ["a"]),
        ("[", [], ["a"]),
        ("\ufeffa", ["a"], []),
    ],
)
def test_patterns_exclude_what_moby_excludes(text: str, excluded: list[str], kept: list[str]) -> None:
    ignore = Ignore(text)
    assert [path for path in excluded if not ignore.excludes(path)] == []
    assert [path for path in kept if ignore.excludes(path)] == []


def test_no_pattern_takes_long() -> None:
    began = time.monotonic()
    for pattern, path in (
        ("*a" * 60 + "b", "a" * 255),
        ("**/" * 100 + "x/" * 3 + "y", "/".join("x" * 300)),
        ("**/a/" * 50 + "b", "/".join("a" * 400)),
    ):
        assert not Glob(pattern).matches(path.split("/"))
    assert time.monotonic() - began < 0.5
