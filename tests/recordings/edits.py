"""Builds every row of the table of edits for real, and keeps BuildKit's verdicts."""

import asyncio
import hashlib
import tempfile
from pathlib import Path

import msgspec

from builds.bases import load_missing
from builds.events import StepFinished
from builds.run import Engine
from engine.bases import load_catalogue
from engine.install import locate
from tests.builds.reasons.learner import Learner
from tests.builds.reasons.table import ROWS, Row
from tests.engine_fixtures import CACHE
from tests.recordings.record import HERE, IMAGES, service

FILE = HERE / "verdicts" / "edits.json"


class Recorded(msgspec.Struct, frozen=True):
    """`made_of` tells whether the row is still the one recorded; `verdicts` are those of each of its acts."""

    made_of: str
    verdicts: tuple[tuple[StepFinished, ...], ...]


class Verdicts(msgspec.Struct, frozen=True):
    engine: dict[str, str]
    rows: dict[str, Recorded]


def load() -> Verdicts:
    return msgspec.json.decode(FILE.read_bytes(), type=Verdicts)


def made_of(row: Row) -> str:
    return hashlib.sha256(msgspec.json.encode(row.acts)).hexdigest()


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as var,
        service(Path(var)) as client,
        client.acquire("e", 600) as lease,
        tempfile.TemporaryDirectory() as folder,
    ):
        load_missing(lease.host, [image for image in load_catalogue(CACHE) if image.name in IMAGES])
        engine = Engine(lease.fd, locate(CACHE).buildx, lambda digest: client.open_blob("e", digest))
        rows = asyncio.run(_record(Learner(engine, lease.host, Path(folder))))
        FILE.parent.mkdir(exist_ok=True)
        FILE.write_bytes(msgspec.json.format(msgspec.json.encode(Verdicts(lease.versions, rows)), indent=1))
    print(f"{len(rows)} edits")  # noqa: T201 (progress)


async def _record(learner: Learner) -> dict[str, Recorded]:
    found = {}
    for row in ROWS:
        verdicts = [await learner.do(act) for act in row.acts]
        found[row.name] = Recorded(made_of(row), tuple(verdicts))
    return found
