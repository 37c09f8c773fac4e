from collections.abc import Sequence

import pytest

from builds.oci.listing import Change
from builds.oci.merged import merge
from builds.oci.waste import WastedPath, measure
from tests.builds.test_changes import Member, member, stacked


def merged(*layers: Sequence[Member]) -> list[tuple[str, int | None, tuple[int, ...], int | None]]:
    return [(one.found.path, one.layer, one.hides, one.gone) for one in merge(stacked(*layers))]


def test_each_path_comes_from_the_highest_layer_that_holds_it() -> None:
    assert merged(
        [member("d/"), member("d/a", content=b"1"), member("d/b")],
        [member("d/"), member("d/a", content=b"2")],
        [member("e/f")],
    ) == [
        ("d", 1, (0,), None),
        ("d/a", 1, (0,), None),
        ("d/b", 0, (), None),
        ("e", None, (), None),
        ("e/f", 2, (), None),
    ]


@pytest.mark.parametrize("mark", [".wh.d", "d/.wh..wh..opq"])
def test_what_is_gone_is_told_with_the_layer_that_hides_it(mark: str) -> None:
    found = merged([member("d/"), member("d/a"), member("d/s/b")], [member("d/a")], [member(mark)])
    hidden = [row for row in found if row[3] is not None]
    assert [row for row in hidden if row[0] != "d"] == [
        ("d/a", None, (0, 1), 2),
        ("d/s", None, (), 2),
        ("d/s/b", None, (0,), 2),
    ]


def test_what_comes_again_is_there_and_hides_its_first_copies() -> None:
    assert merged([member("a")], [member(".wh.a")], [member("a")]) == [("a", 2, (0,), None)]
    assert merged([member("d/"), member("d/a")], [member("d")]) == [
        ("d", 1, (0,), None),
        ("d/a", None, (0,), 1),
    ]


def test_a_path_shows_what_its_layer_has() -> None:
    [path] = merge(stacked([member("a", mode=0o600, content=b"1")], [member("a", mode=0o755, content=b"22")]))
    assert (path.found.mode, path.found.size, path.found.what) == (0o755, 2, ("content", "mode"))


# -- waste ---------------------------------------------------------------------------------------------


def sized(path: str, size: int, kind: str = "file") -> Change:
    return Change(path, "added", kind, 0, 0, 0, size, 0, None)


def whiteout(path: str) -> Change:
    return Change(path, "deleted", "file", 0, 0, 0, 0, 0, None, whiteout=True)


def test_the_example_that_dive_itself_is_tested_with() -> None:
    waste = measure(
        [
            [sized("etc/nginx/nginx.conf", 2000), sized("etc/nginx/public", 3000)],
            [sized("etc/nginx/nginx.conf", 5000), sized("etc/athing", 10000)],
            [whiteout("etc/nginx")],
        ]
    )
    assert (waste.size, waste.efficiency, waste.wasted_bytes) == (20000, 0.75, 7000)
    assert waste.paths == (WastedPath("etc/nginx/nginx.conf", 7000, (0, 1)),)
    scratch = measure([[sized("nothing", 0)], [], []])
    assert (scratch.efficiency, scratch.wasted_bytes, scratch.paths) == (1.0, 0, ())


def test_a_deleted_file_is_wasted_once() -> None:
    waste = measure([[sized("a", 100), sized("b", 300)], [whiteout("a")]])
    assert (waste.wasted_bytes, waste.efficiency) == (100, 300 / 400)


def test_a_deleted_directory_that_a_layer_lists_weighs_what_lay_in_it() -> None:
    """It is found once, so nothing is wasted by it; found twice, everything."""
    tree = [sized("d", 0, "directory"), sized("d/a", 100), sized("d/b", 200)]
    once = measure([tree, [sized("d/a", 150)], [whiteout("d")]])
    assert (once.wasted_bytes, once.efficiency) == (250, (100 + 200 + 350) / (250 + 200 + 350))
    twice = measure([tree, [whiteout("d")], tree, [whiteout("d")]])
    assert twice.wasted_bytes == 2 * 300 + 600


def test_an_empty_directory_is_a_leaf_and_a_parent_is_none() -> None:
    empty = [sized("d", 0, "directory")]
    waste = measure([empty, [sized("d", 0, "directory"), sized("d/a", 7)], [whiteout("d")]])
    assert waste.paths == (WastedPath("d", 7, (0, 2)),)


def test_what_an_opaque_directory_hides_is_not_looked_at() -> None:
    changes = stacked([member("d/"), member("d/a", content=b"1")], [member("d/.wh..wh..opq")])
    assert measure(changes).wasted_bytes == 0
