"""Builds the cases of the question bank and the proofs of its questions, and writes what is shown of them.

    python -m tests.recordings.bank [NAME...]

Each variant of a case is built on an engine that has built nothing before. NAME is a case or a question;
without one all are recorded, and what nobody needs any more is removed.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from builds.bases import load_missing
from builds.recording import encode
from builds.request import BuildRequest
from builds.run import Engine
from engine.bases import load_catalogue
from engine.client import Client
from engine.install import locate
from labs import catalogue
from labs.quiz import bank
from labs.quiz.recorded import RECORDED, file_name
from labs.quiz.trial import proving
from tests.engine_fixtures import CACHE
from tests.recordings.record import MemoryHistory, MemoryListings, record, service
from tests.recordings.scenarios import Scenario

PAUSE = 1.1
"""Seconds before each build: a layer keeps whole seconds, and no two builds may write in the same one."""


class Series(NamedTuple):
    """Builds to be made one after another."""

    name: str
    variant: int
    requests: list[BuildRequest]


def wanted() -> Iterator[Series]:
    for name, case in bank.cases().items():
        for variant in range(len(case.variants)):
            requests = [
                msgspec.structs.replace(context.request(), no_cache=no_cache)
                for context, no_cache in case.built(variant)
            ]
            yield Series(name, variant, requests)
    for item in bank.items():
        exercise = catalogue.find(item.proof.exercise)
        if exercise and (contexts := proving(item, exercise)):
            yield Series(item.id, 0, [context.request() for context in contexts])


def record_series(series: Series, client: Client, into: Path = RECORDED) -> None:
    """On an engine of its own, which is removed afterwards."""
    name = f"{series.name}-{series.variant}"[-40:]
    with client.acquire(name, 600) as lease:
        bases = load_catalogue(CACHE)
        load_missing(lease.host, bases)
        engine = Engine(lease.fd, locate(CACHE).buildx, lambda digest: client.open_blob(name, digest))
        asyncio.run(_record(series, engine, lease.versions, tuple(base.name for base in bases), into))
    client.remove(name)


async def _record(
    series: Series, engine: Engine, versions: dict[str, str], images: tuple[str, ...], into: Path
) -> None:
    listings, history = MemoryListings(), MemoryHistory()
    for place, request in enumerate(series.requests):
        await asyncio.sleep(PAUSE)
        file = file_name(series.name, series.variant, place)
        scenario = Scenario(file.removesuffix(".json"), request)
        recording = await record(scenario, engine, versions, listings, history, images)
        history.add(scenario.name, request, (entry.event for entry in recording.entries()))
        (into / file).write_bytes(encode(msgspec.structs.replace(recording, evidence=None)))
        print(f"{file}: {recording.events[-1]['type']}")  # noqa: T201 (progress)


def main(names: list[str]) -> None:
    every = list(wanted())
    series = [one for one in every if not names or one.name in names]
    RECORDED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as var, service(Path(var)) as client:
        for one in series:
            record_series(one, client)
    kept = {file_name(one.name, one.variant, place) for one in every for place in range(len(one.requests))}
    for path in RECORDED.glob("*.json"):
        if path.name not in kept:
            path.unlink()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    main(parser.parse_args().names)
