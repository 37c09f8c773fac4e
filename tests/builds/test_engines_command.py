import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from engine.instance import claim, find
from tests.engine_fixtures import EngineService


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("engines", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.engine
def test_the_operator_sees_every_engine(engine_service: EngineService, learner: str) -> None:
    socket = f"--socket={engine_service.path}"
    with engine_service.client() as client:
        with client.acquire(learner, 60):
            row = next(line for line in said(socket).splitlines() if learner in line)
            found = json.loads(said(socket, "--json"))
        client.remove(learner)
    assert row.split()[:3] == ["leased", learner, "1"]
    assert found["states"]["leased"] >= 1
    assert found["since_start"]["started"] >= 1
    one = next(engine for engine in found["engines"] if engine["learner"] == learner)
    assert (one["state"], one["leases"]) == ("leased", 1)
    assert one["disk_bytes"] > 0


def test_a_service_that_is_away_is_named() -> None:
    with pytest.raises(CommandError, match="no engine service listens at /nonexistent/x"):
        said("--socket=/nonexistent/x")


def test_an_instance_is_found_only_where_it_was_claimed(tmp_path: Path) -> None:
    var, claims = tmp_path / "var", tmp_path / "claims"
    var.mkdir()
    assert find(var, claims) is None
    claimed = claim(var, claims)
    assert find(var, claims) == claimed
