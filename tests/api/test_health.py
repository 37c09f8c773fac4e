import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wired")]


def test_a_living_process_says_so(visitor: Client) -> None:
    assert visitor.get("/healthz").json() == {"alive": True}


def test_each_part_says_whether_it_is_ready_and_why_not(visitor: Client, settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "database": {"ready": True, "reason": None},
        "broker": {"ready": True, "reason": None},
        "engine": {"ready": False, "reason": "no user namespaces"},
    }


def test_a_missing_engine_service_is_the_reason(visitor: Client, settings: Settings) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    verdict = visitor.get("/readyz").json()["engine"]
    assert verdict == {"ready": False, "reason": "EngineUnavailable"}
