"""Engines started before they are needed, at nobody's cost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from builds.models import Learner
from tests.engine.test_service import wait_for
from tests.engine_fixtures import EngineService, start_service, stop_service

pytestmark = pytest.mark.engine


@pytest.fixture
def two_places(tmp_path: Path) -> Iterator[EngineService]:
    var = tmp_path / "engine"
    var.mkdir()
    service = start_service(var, ENGINE_RUNNING="2")
    yield service
    stop_service(service)


def states(service: EngineService) -> dict[str, str]:
    with service.client() as client:
        return {engine.learner: engine.state for engine in client.engines()}


def test_a_warmed_engine_runs_when_it_is_first_lent(two_places: EngineService) -> None:
    with two_places.client() as client:
        client.warm("one")
        wait_for(lambda: states(two_places) == {"one": "idle"})
        with client.acquire("one", 60) as lease:
            assert not lease.started


def test_nobody_makes_room_for_a_warmed_engine(two_places: EngineService) -> None:
    with two_places.client() as client:
        for learner in ("one", "two", "three"):
            client.warm(learner)
        wait_for(lambda: states(two_places) == {"one": "idle", "two": "idle"})
        client.warm("three")
        with client.acquire("one", 60) as lease:
            assert not lease.started
        assert states(two_places) == {"one": "idle", "two": "idle"}
        assert client.status().tally.evicted == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/sandbox", "/labs/the-build-cache"])
def test_a_page_to_build_on_warms_its_learners_engine_where_that_is_wanted(
    path: str, two_places: EngineService, settings: Settings, visitor: Browser
) -> None:
    settings.ENGINE_SOCKET = str(two_places.path)
    visitor.get(path)
    assert states(two_places) == {}
    settings.WARM_ENGINES = True
    assert visitor.get(path).status_code == 200
    learner = Learner.objects.get()
    wait_for(lambda: states(two_places) == {learner.engine_key: "idle"})


@pytest.mark.django_db(transaction=True)
def test_a_page_comes_though_there_is_no_engine_to_warm(settings: Settings, visitor: Browser) -> None:
    settings.ENGINE_SOCKET, settings.WARM_ENGINES = "/nonexistent/engine.sock", True
    assert visitor.get("/sandbox").status_code == 200
