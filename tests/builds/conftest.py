"""A learner with an engine, and a build on it, for tests of what comes after a build."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from pytest_django.fixtures import Settings

from builds.engines import second_key
from builds.events import Completed
from builds.models import Learner, Operation
from builds.request import BuildRequest
from builds.services import submit_build
from tests.builds.performed import worked
from tests.engine_fixtures import EngineService

DOCKERFILE = """\
FROM lab/base
RUN head -c 2000000 /dev/urandom > /big && echo one > /cfg.txt && touch -d '2026-01-01 00:00:00' /big /cfg.txt
CMD ["cat", "/cfg.txt"]
"""


@pytest.fixture
def engine_settings(engine_service: EngineService, buildx: Path, settings: Settings, tmp_path: Path) -> None:
    settings.ENGINE_SOCKET, settings.BUILDX = str(engine_service.path), buildx
    settings.WORK_DIR = tmp_path / "work"


@pytest.fixture
def owner(engine_service: EngineService, transactional_db: None) -> Iterator[Learner]:
    """A learner whose engines are removed afterwards."""
    owner = Learner.objects.create()
    yield owner
    with engine_service.client() as client:
        for key in {owner.engine_key, second_key(owner)} & {each.learner for each in client.engines()}:
            client.remove(key)


@pytest.fixture
async def build(owner: Learner, engine_settings: None, wired: None) -> Operation:
    """Its image has a file of 2,000,000 random bytes, and one with a word, both of an earlier day."""
    operation = await sync_to_async(submit_build)(owner, BuildRequest(DOCKERFILE))
    events = await worked(operation)
    assert isinstance(events[-1], Completed), events[-1]
    return operation
