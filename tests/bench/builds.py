"""POST to last event, against `docker buildx build` by hand on the same engine."""

import os
import sqlite3
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import msgspec

from engine.client import Client, Lease
from engine.install import locate
from tests.bench.press import Pressed, press
from tests.engine_fixtures import CACHE
from tests.site import Guest, Site

STEPS = (
    "FROM lab/base\nRUN echo {salt} > /one\nCOPY hello.txt /\nRUN echo two > /two\nRUN echo three > /three\n"
)
HELLO = "hello\n"


class Pair(msgspec.Struct, frozen=True):
    """Seconds of the same build through the site and by hand, one after the other."""

    site: float
    hand: float


def compare(site: Site, pairs: int, cached: bool) -> list[Pair]:
    """Alternate the two ways `pairs` times on one guest's engine, after a warm-up of each."""
    with (
        Guest(site) as guest,
        Client(str(engine_socket(site))) as client,
        tempfile.TemporaryDirectory() as folder,
    ):
        start = through_site(guest, "start")
        with client.acquire(learner_key(site, start.build), 600) as lease:
            hand = ByHand(lease, Path(folder))
            salts = ["same"] * (pairs + 1) if cached else [f"s{number}" for number in range(pairs + 1)]
            measured = [
                Pair(through_site(guest, salt).last, hand.build(salt + "h" * (not cached))) for salt in salts
            ]
    return measured[1:]


def through_site(guest: Guest, salt: str) -> Pressed:
    return press(guest, STEPS.format(salt=salt), files={"hello.txt": HELLO})


class ByHand:
    """The `docker` command with its `buildx` plugin, as a user would call it."""

    def __init__(self, lease: Lease, folder: Path) -> None:
        engine = locate(CACHE)
        plugins = folder / ".docker/cli-plugins"
        plugins.mkdir(parents=True)
        (plugins / "docker-buildx").symlink_to(engine.buildx)
        self.context = folder / "context"
        self.context.mkdir()
        (self.context / "hello.txt").write_text(HELLO)
        self.command = [
            str(engine.root / "usr/bin/docker"),
            "buildx",
            "build",
            "--network",
            "none",
            "-t",
            "hand",
        ]
        self.environment = {"DOCKER_HOST": lease.host, "HOME": str(folder), "PATH": os.environ["PATH"]}
        self.fd = lease.fd

    def build(self, salt: str) -> float:
        (self.context / "Dockerfile").write_text(STEPS.format(salt=salt))
        started = time.perf_counter()
        subprocess.run(
            [*self.command, str(self.context)],
            env=self.environment,
            pass_fds=[self.fd],
            capture_output=True,
            check=True,
            timeout=60,
        )
        return time.perf_counter() - started


def ratio(pairs: list[Pair]) -> float:
    """Median of the pairwise ratios, site over hand."""
    return statistics.median(pair.site / pair.hand for pair in pairs)


def engine_socket(site: Site) -> Path:
    """Where the site's engine service listens, read from its own command line."""
    words = Path(f"/proc/{site.pids('-m engine', '--socket')[0]}/cmdline").read_text().split("\0")
    return Path(words[words.index("--socket") + 1])


def learner_key(site: Site, build: str) -> str:
    """The engine service's name for whoever owns the build."""
    with sqlite3.connect(site.var / "db/db.sqlite3") as database:
        row = database.execute(
            "SELECT learner_id FROM builds_operation WHERE replace(id, '-', '') = ?", [build.replace("-", "")]
        ).fetchone()
    return f"l-{row[0].replace('-', '')}"
