from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from builds.bases import load_missing
from builds.run import Engine
from engine.bases import load_catalogue
from engine.client import Lease
from tests.builds.reasons.learner import Learner
from tests.engine_fixtures import CACHE


@pytest.fixture
def learner_builds(
    lease: Lease, buildx: Path, open_blob: Callable[[str], BinaryIO], tmp_path: Path
) -> Learner:
    load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name == "lab/base"])
    return Learner(Engine(lease.fd, buildx, open_blob), lease.host, tmp_path)
