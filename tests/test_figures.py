from pathlib import Path

import pytest

from tests import figures
from tests.figures import BEGIN, END, PAGE, added_up, written


def test_a_section_is_made_anew_and_the_rest_stays() -> None:
    page = written(f"before\n{BEGIN}old\n{END}after\n", {"builds": "200", "differences": "0"})
    assert (
        page == f"before\n{BEGIN}| | proven |\n|---|---|\n| builds | 200 |\n| differences | 0 |\n{END}after\n"
    )
    assert written(page, {}) == f"before\n{BEGIN}| | proven |\n|---|---|\n{END}after\n"


def test_a_page_without_the_section_is_refused() -> None:
    with pytest.raises(ValueError, match="expected a section"):
        written("page\n", {})


def test_the_measurements_have_the_section() -> None:
    assert written(PAGE.read_text(), {})


def test_what_was_fuzzed_is_added_up_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, noted = tmp_path / "page.md", tmp_path / "noted.json"
    for name, value in {"NOTED": noted, "PAGE": page, "FULL": True}.items():
        monkeypatch.setattr(figures, name, value)
    page.write_text(f"{BEGIN}{END}")
    figures.note("builds", "200")
    figures.fuzzed("frames", 2_500)
    figures.fuzzed("archives", 7_499)
    assert figures.main() == 1
    figures.fuzzed("archives", 7_500)
    assert figures.main() == 0
    assert "| All that was fuzzed, of at least 10,000 | 10,000 |" in page.read_text()
    assert added_up({"builds": "200"}) == 0
