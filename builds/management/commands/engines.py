import argparse
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from engine.client import Client, EngineRefused, EngineUnavailable
from engine.instance import find
from engine.protocol import EngineStatus, Report

ROW = "{:<10} {:<36} {:>6} {:>12} {:>9}"


class Command(BaseCommand):
    help = "List the learners' engines: which run, for whom, and which were stopped, evicted or have crashed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object", dest="as_json")
        parser.add_argument("--socket", help="where the engine service listens", default=argparse.SUPPRESS)

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        try:
            with Client(options.get("socket", _socket())) as client:
                report, engines = client.status(), list(client.engines())
        except EngineUnavailable as error:
            raise CommandError(str(error)) from None
        except EngineRefused as refusal:
            raise CommandError(f"{refusal}; run this as root") from None
        self.stdout.write(_json(report, engines) if as_json else _table(report, engines))


def _socket() -> str:
    """Where `make run` has the service of this VAR_DIR listen, unless a setting says where."""
    instance = find(settings.VAR_DIR)
    running = instance and instance.run_dir / "engine.sock"
    return str(running) if running and not Path(settings.ENGINE_SOCKET).exists() else settings.ENGINE_SOCKET


def _json(report: Report, engines: list[EngineStatus]) -> str:
    found = {"running_limit": report.running_limit, "states": report.states, "since_start": report.tally}
    return msgspec.json.encode(found | {"engines": engines}).decode()


def _table(report: Report, engines: list[EngineStatus]) -> str:
    rows = [ROW.format("state", "learner", "leases", "unused for", "disk")] if engines else []
    for engine in sorted(engines, key=lambda engine: engine.unused_seconds):
        unused, disk = f"{engine.unused_seconds:,.0f} s", f"{engine.disk_bytes / 2**20:,.0f} MiB"
        rows.append(ROW.format(engine.state, engine.learner, engine.leases, unused, disk))
    states = ", ".join(f"{count} {state}" for state, count in report.states.items())
    tally = ", ".join(f"{count} {name}" for name, count in msgspec.structs.asdict(report.tally).items())
    limit = f"at most {report.running_limit} run at once"
    return "\n".join([*rows, f"Now: {states}; {limit}.", f"Since the service started: {tally}."])
