"""One running site for the whole test session, and a new guest for each test."""

from collections.abc import Iterator

import pytest

from tests.site import Guest, Site, running


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def guest(site: Site) -> Iterator[Guest]:
    with Guest(site) as guest:
        yield guest
