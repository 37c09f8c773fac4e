import pytest

from tests.api.callers import Browser


@pytest.fixture
def caller() -> Browser:
    return Browser()
