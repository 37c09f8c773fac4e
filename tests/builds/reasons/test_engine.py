"""The table of edits, as a real engine does it."""

import pytest

from tests.builds.reasons.judged import faults
from tests.builds.reasons.learner import Learner
from tests.builds.reasons.table import ROWS

pytestmark = pytest.mark.engine


async def test_every_row_of_the_table_is_told_as_the_engine_did_it(learner_builds: Learner) -> None:
    wrong = []
    for row in ROWS:
        for act in row.acts[:-1]:
            await learner_builds.do(act)
        built = await learner_builds.build(row.last.request, row.last.secrets)
        wrong += faults(row, built.verdicts, built.told)
    assert wrong == [], "\n".join(wrong)
