import pytest

from tests.figures import BEGIN, END, PAGE, written


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
