import copy
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from builds.models import Learner
from tests.labs.exercises import MATTER, write

pytestmark = [
    pytest.mark.engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wired", "engine_settings"),
]


def test_each_promise_of_an_exercise_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_course", str(write(tmp_path)))
    said = capsys.readouterr().out
    assert said.count("  ok ") == 4
    assert "FAULT" not in said
    assert not Learner.objects.exists()


def test_a_broken_promise_fails_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    matter = copy.deepcopy(MATTER)
    matter["question"]["evidence"]["answer"] = "1"
    with pytest.raises(CommandError, match="1 of the course's promises"):
        call_command("verify_course", str(write(tmp_path, matter)))
    assert "FAULT  answer to how-many: expected 1, got 2" in capsys.readouterr().out
