"""The documents name every limit of the engine service, with its default."""

from pathlib import Path

import pytest

from engine.limits import ENGINE_SHARE, MOST_RUNNING, Limits, MiB, limits_from, places

DOCUMENT = (Path(__file__).parents[2] / "docs/jail.md").read_text()


def documented() -> dict[str, str]:
    """Variable → default, from the table under Settings."""
    rows = [line.split("|")[1:3] for line in DOCUMENT.splitlines() if line.startswith("| `ENGINE_")]
    pairs = [zip(names.replace("`", "").split(","), values.split(","), strict=True) for names, values in rows]
    return {name.strip(): value.strip() for row in pairs for name, value in row}


def test_every_limit_is_documented_with_its_default() -> None:
    limits = Limits()
    fields = {f"ENGINE_{name.upper()}": str(getattr(limits, name)) for name in Limits.__struct_fields__}
    assert documented() == fields


def test_a_limit_is_read_from_the_environment() -> None:
    assert limits_from({"ENGINE_RUNNING": "3", "ENGINE_PIDS": ""}) == Limits(running=3)


@pytest.mark.parametrize(("gib", "engines"), [(1, 8), (2, 8), (4, 16), (8, 32), (64, 32)])
def test_more_engines_run_where_there_is_more_memory(gib: int, engines: int) -> None:
    assert places(gib * 2**30) == engines
    assert f"one for each {ENGINE_SHARE // MiB} MiB, at most {MOST_RUNNING}" in DOCUMENT


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "٣"])
def test_a_limit_that_is_no_number_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="ENGINE_RUNNING must be a whole number above 0"):
        limits_from({"ENGINE_RUNNING": text})
