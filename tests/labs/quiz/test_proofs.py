"""What the questions' proofs promise, on a real engine."""

import pytest

from builds.models import Learner
from labs import catalogue
from labs.quiz import bank
from labs.quiz.item import Item
from labs.verifying import verify_proof
from tests.size import FULL

TRIED = [item for item in bank.items() if item.proof.trials]
QUICK = {"never-a-layer", "only-cmd-changed", "copies-the-whole-file", "same-copy-twice"}


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("wired", "engine_settings")
@pytest.mark.parametrize(
    "item", [one for one in TRIED if FULL or one.id in QUICK], ids=lambda one: str(one.id)
)
def test_its_builds_show_what_it_says(item: Item, owner: Learner) -> None:
    exercise = catalogue.find(item.proof.exercise)
    assert exercise
    told = dict(verify_proof(item, exercise, owner))
    assert told
    assert {name: fault for name, fault in told.items() if fault} == {}
