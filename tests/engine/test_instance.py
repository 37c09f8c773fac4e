import itertools
from pathlib import Path

import pytest

from engine.instance import INSTANCES, InstancesTaken, claim


def make(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def test_a_folder_keeps_its_number_and_no_two_share_one(tmp_path: Path) -> None:
    claims = tmp_path / "claims"
    first, second = make(tmp_path, "first"), make(tmp_path, "second")
    assert [claim(first, claims).number, claim(second, claims).number] == [0, 1]
    assert claim(first, claims).number == 0


def test_the_number_of_a_removed_folder_is_given_to_another(tmp_path: Path) -> None:
    claims = tmp_path / "claims"
    claim(make(tmp_path, "gone"), claims)
    claim(make(tmp_path, "stays"), claims)
    (tmp_path / "gone").rmdir()
    assert claim(make(tmp_path, "new"), claims).number == 0


def test_uid_ranges_do_not_touch_and_stay_within_32_bits(tmp_path: Path) -> None:
    instances = [claim(make(tmp_path, str(each)), tmp_path / "claims") for each in range(INSTANCES)]
    bases = [instance.uid_base for instance in instances]
    assert all(later - earlier == 1024 * 65536 for earlier, later in itertools.pairwise(bases))
    assert bases[-1] + 1024 * 65536 < 2**32
    with pytest.raises(InstancesTaken, match="remove the VAR_DIR"):
        claim(make(tmp_path, "one too many"), tmp_path / "claims")
