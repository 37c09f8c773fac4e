"""The lock files are as `make lock` writes them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_pins_each_package_once_by_its_normal_name(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    names = [line.partition("==")[0] for line in lines]
    assert [re.sub("[-_.]+", "-", package).lower() for package in names] == names
    assert sorted(set(names)) == names
    assert all(re.fullmatch(r"[^=]+==[^=]+", line) for line in lines)
