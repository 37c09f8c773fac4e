import pytest
from asgiref.sync import async_to_sync
from pytest_django.fixtures import Settings

from builds.events import StepFinished
from builds.models import Learner
from builds.request import BuildRequest
from builds.services import submit_build
from tests.api.callers import Browser, bearer, problem_of
from tests.builds.conftest import engine_settings  # noqa: F401
from tests.builds.operations import queued
from tests.builds.performed import worked
from tests.engine_fixtures import EngineService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
PATH = "/api/engine/reset"


def verdicts(learner: Learner) -> list[bool | None]:
    """Of the steps of a build that is always the same."""
    events = async_to_sync(worked)(submit_build(learner, BuildRequest("FROM lab/base\nRUN echo a > /a\n")))
    return [event.cached for event in events if isinstance(event, StepFinished)][1:]


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings")
def test_after_a_reset_the_next_build_is_cold(caller: Browser, engine_service: EngineService) -> None:
    learner = caller.learner
    assert [verdicts(learner), verdicts(learner)] == [[False], [True]]
    assert caller.send(PATH).status_code == 204
    assert verdicts(learner) == [False]
    with engine_service.client() as client:
        client.remove(learner.engine_key)


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings")
def test_a_leased_engine_is_not_reset(caller: Browser, engine_service: EngineService) -> None:
    key = caller.learner.engine_key
    with engine_service.client() as client:
        with client.acquire(key, 60):
            assert "in use" in problem_of(caller.send(PATH), 409)["detail"]
        client.remove(key)


def test_a_queued_build_keeps_the_engine(caller: Browser) -> None:
    queued(caller.learner)
    assert "cancel" in problem_of(caller.send(PATH), 409)["detail"]


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings")
def test_without_an_engine_there_is_nothing_to_reset(caller: Browser) -> None:
    assert caller.send(PATH).status_code == 204


def test_without_any_engine_the_reason_is_told(caller: Browser, settings: Settings) -> None:
    settings.ENGINE_REASON = "no user namespaces"
    assert "no user namespaces" in problem_of(caller.send(PATH), 503)["detail"]


def test_an_engine_service_that_is_away_is_told(caller: Browser, settings: Settings) -> None:
    settings.ENGINE_SOCKET = "/nonexistent/engine.sock"
    problem_of(caller.send(PATH), 503)


def test_only_the_owner_resets(caller: Browser, visitor: Browser) -> None:
    assert visitor.post(PATH).status_code in (401, 403)
    assert caller.post(PATH).status_code == 403  # no CSRF token
    queued(caller.learner)
    problem_of(visitor.post(PATH, headers=bearer(caller.learner)), 409)
