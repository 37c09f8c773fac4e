from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings

OWN = dict.fromkeys(settings.CACHES, settings.CACHES["own"])
CROWDED = (
    *("GUESTS_PER_HOUR", "DOWNLOADS_PER_MINUTE", "SHARED_DOWNLOADS_PER_MINUTE"),
    *("LOGINS_PER_HOUR", "SIGNUPS_PER_HOUR", "PASSWORD_TRIES_PER_HOUR"),
)
pytest_plugins = ["tests.valkey_fixtures", "tests.engine_fixtures", "tests.site_fixtures"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file, since only files have a write-ahead log and several processes."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(tmp_path_factory.mktemp("db") / "test.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def _many_come_from_one_address() -> Iterator[None]:
    """All tests do; those of a limit set it themselves. Without a Valkey they count by themselves."""
    with override_settings(**dict.fromkeys(CROWDED, 10**6), CACHES=OWN):
        yield


@pytest.fixture(scope="session", autouse=True)
def _secrets_stay_among_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Also those of builds that nobody carries out."""
    with override_settings(SECRETS_DIR=tmp_path_factory.mktemp("secrets")):
        yield


@pytest.fixture
def visitor() -> Client:
    """A browser without a session, which is not spared CSRF checks."""
    return Client(enforce_csrf_checks=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running, and no other may then start."""
    items.sort(key=lambda item: "browser" in item.keywords)
