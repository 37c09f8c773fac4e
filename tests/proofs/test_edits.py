"""Random edits on a real engine: BuildKit's verdict is shown, and reasons name the true edit."""

from pathlib import Path

import pytest

from engine.client import Client
from tests.figures import note
from tests.proofs.edited import Judged, edits, judged
from tests.proofs.laboratory import laboratory
from tests.size import size

pytestmark = pytest.mark.engine

EDITS = size(3, 100)
"""Edits that make BuildKit run something again."""
NAMED = 0.98
AT_ONCE = 5
"""Projects on one engine: as many builds as a build is compared with."""


def test_the_same_seed_makes_the_same_edits() -> None:
    assert list(edits(7)) == list(edits(7))


async def test_reasons_name_the_true_edit(client: Client, learner: str, tmp_path: Path) -> None:
    found: list[Judged] = []
    first = 0
    while len(counted := [each for each in found if each.judgement.rebuilt]) < EDITS:
        with laboratory(client, f"{learner}-{first}", tmp_path) as lab:
            for seed in range(first, first + AT_ONCE):
                if len([each for each in found if each.judgement.rebuilt]) < EDITS:
                    found += [each async for each in judged(lab, seed)]
        first += AT_ONCE
    assert [str(each) for each in found if each.failed or each.verdicts] == []
    untrue = [str(each) for each in found if each.untrue]
    named = [each for each in counted if each.judgement.named]
    wrong = [str(each) for each in counted if each.judgement.wrong]
    missed = [str(each) for each in counted if not each.judgement.named and not each.judgement.wrong]
    note("random edits, each followed by a build", f"{len(found)}, of which {len(counted)} rebuilt something")
    note("edits after which every verdict shown is BuildKit's", f"{len(found)} of {len(found)}")
    note("edits that reasons name", f"{len(named)} of {len(counted)}")
    note(
        "edits with a reason that is unsure, or names an earlier one; that is wrong",
        f"{len(missed)}; {len(wrong)}",
    )
    told = [each.tells for each in found if each.tells is not None]
    note(
        "edits that do not count and were told; claims about such that are false",
        f"{sum(told)} of {len(told)}; {len(untrue)}",
    )
    assert untrue == []
    assert wrong == []
    assert len(named) >= NAMED * len(counted), missed
