"""What becomes of real engines when their owners log in, join a class, or go."""

import pytest
from pytest_django.fixtures import Settings

from accounts.tasks import remove_engine
from builds.models import Learner
from tests.accounts.people import PASSWORD, Person, learner_of, user
from tests.builds.operations import running
from tests.engine.test_service import wait_for
from tests.engine_fixtures import EngineService
from tests.labs.classes.rooms import prepared

pytestmark = [
    pytest.mark.engine,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("wired"),
]


@pytest.fixture(autouse=True)
def _on_this_service(engine_service: EngineService, settings: Settings) -> None:
    settings.ENGINE_SOCKET = str(engine_service.path)


def has_engine(service: EngineService, learner: Learner) -> bool:
    with service.client() as client:
        return learner.engine_key in {engine.learner for engine in client.engines()}


def start(service: EngineService, learner: Learner) -> None:
    with service.client() as client, client.acquire(learner.engine_key, 60):
        pass


def test_who_logs_in_keeps_the_accounts_engine_and_the_guests_is_removed(
    engine_service: EngineService,
) -> None:
    user("ada")
    person = Person()
    start(engine_service, person.learner)
    start(engine_service, learner_of("ada"))
    person.log_in("ada")
    assert not has_engine(engine_service, person.learner)
    assert has_engine(engine_service, learner_of("ada"))
    heir = learner_of("ada")
    person.give("/account/delete", password=PASSWORD)
    assert not has_engine(engine_service, heir)


def test_who_signs_up_keeps_the_engine(engine_service: EngineService) -> None:
    person = Person()
    start(engine_service, person.learner)
    person.sign_up("ada")
    assert has_engine(engine_service, learner_of("ada"))


def test_who_deletes_their_account_leaves_no_engine(engine_service: EngineService) -> None:
    person = Person()
    start(engine_service, person.learner)
    person.give("/account/delete")
    assert not has_engine(engine_service, person.learner)


def test_an_engine_that_works_while_its_owner_goes_is_removed_when_it_is_given_back(
    engine_service: EngineService,
) -> None:
    person = Person()
    running(person.learner)
    with engine_service.client() as client, client.acquire(person.learner.engine_key, 60):
        assert person.give("/account/delete").status_code == 302
        assert has_engine(engine_service, person.learner)
    remove_engine(str(person.learner.pk))  # which upkeep is asked to do a minute later
    assert not has_engine(engine_service, person.learner)


def test_who_joins_a_class_has_an_engine_that_runs_before_the_first_build(
    engine_service: EngineService,
) -> None:
    person = Person()
    person.give(f"/join/{prepared().code}", nickname="Ada")
    wait_for(lambda: has_engine(engine_service, person.learner))
    with engine_service.client() as client, client.acquire(person.learner.engine_key, 60) as lease:
        assert not lease.started
