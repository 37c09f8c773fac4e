"""The documents name every setting and every command, and no others."""

import re
from pathlib import Path

from builds.narrow import Narrower
from engine.limits import Limits

ROOT = Path(__file__).parents[2]
OPERATORS = (ROOT / "docs/operators.md").read_text()
READERS = (
    "config/settings.py",
    "boot/settings.py",
    "engine/install/__init__.py",
    "engine/install/located.py",
)
ENGINE_LIMITS = {f"ENGINE_{name.upper()}" for name in Limits.__struct_fields__}


def read_by_code() -> set[str]:
    """The variables that our settings read."""
    call = re.compile(r"""(?:env\.\w+|environ(?:\.get)?|limit)[(\[]\s*"([A-Z][A-Z_]+)\"""")
    return {name for path in READERS for name in call.findall((ROOT / path).read_text())}


def in_table(heading: str) -> set[str]:
    """What stands in backquotes in the first column of the table below `heading`."""
    section = OPERATORS.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert in_table("Settings") == read_by_code() - ENGINE_LIMITS


def test_every_limit_that_an_exercise_may_set_is_documented() -> None:
    text = (ROOT / "docs/labs.md").read_text().split("## Limits of an exercise")[1]
    assert [name for name in Narrower.__struct_fields__ if f"`{name}`" not in text] == []


def test_every_make_target_for_people_is_documented_and_exists() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    internal = {"setup", "setup-dev", "engine", "format"}
    documented = {name.removeprefix("make ") for name in in_table("Commands") if name.startswith("make ")}
    assert documented == set(phony.group(1).split()) - internal


def test_every_management_command_is_documented() -> None:
    modules = ROOT.glob("*/management/commands/[a-z]*.py")
    documented = {name.split()[2] for name in in_table("Commands") if name.startswith("python manage.py")}
    assert documented == {module.stem for module in modules}


def test_the_readme_links_only_to_files_that_exist() -> None:
    for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_test_named_in_the_threat_model_exists() -> None:
    named = set(re.findall(r"`(tests/[^`]*)`", (ROOT / "docs/threats.md").read_text()))
    assert named
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_threat_has_a_control_and_a_test() -> None:
    text = (ROOT / "docs/threats.md").read_text()
    tables = text.split("| who | tries | what stops it | shown by | what remains |\n")[1:]
    rows = [line for table in tables for line in table.split("\n\n")[0].splitlines()[1:]]
    assert rows
    for cells in (row.strip("| ").split(" | ") for row in rows):
        assert 4 <= len(cells) <= 5, cells
        assert "`tests/" in cells[3], cells
