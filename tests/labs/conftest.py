import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from builds.models import Learner
from engine.client import EngineRefused
from tests.engine_fixtures import EngineService


@pytest.fixture
def engine_settings(engine_service: EngineService, buildx: Path, settings: Settings, tmp_path: Path) -> None:
    settings.ENGINE_SOCKET, settings.BUILDX = str(engine_service.path), buildx
    settings.WORK_DIR = tmp_path / "work"


@pytest.fixture
def owner(engine_service: EngineService, transactional_db: None) -> Iterator[Learner]:
    """A learner whose engine is removed afterwards."""
    owner = Learner.objects.create()
    yield owner
    with engine_service.client() as client, contextlib.suppress(EngineRefused):  # who built nothing has none
        client.remove(owner.engine_key)
