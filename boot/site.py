"""`python -m boot.site`: migrate, then run every part of the site until told to stop. Needs no privileges."""

import multiprocessing
import os
import sys
from pathlib import Path

from honcho.manager import Manager

from boot.logs import Logs
from boot.migrate import MigrationFailed, migrate
from boot.part import Part
from boot.parts import commands
from boot.say import say
from boot.settings import ROOT


class Parts(Manager):  # type: ignore[misc]  # honcho is untyped
    """honcho, but a part that dies is started again."""

    def __init__(self, printer: Logs, wanted: dict[str, tuple[str, ...]]) -> None:
        super().__init__(printer)
        self.stopping, self.asked = multiprocessing.Event(), False
        self._process_ctor = self._make_part
        for name, command in wanted.items():
            self.add_process(name, command, env=dict(os.environ), cwd=str(ROOT))

    def _make_part(self, command: tuple[str, ...], **options: object) -> Part:
        return Part(command, self.stopping, **options)

    def terminate(self) -> None:
        """Called by a signal, or by honcho once a part has ended for good."""
        self.asked = self.asked or not self._any_stopped()
        self.stopping.set()
        super().terminate()


def main() -> int:
    multiprocessing.set_start_method("fork")
    var, wanted = Path(os.environ["VAR_DIR"]), commands(dict(os.environ))
    try:
        migrate(var)
    except MigrationFailed as error:
        say(str(error))
        return 1
    parts = Parts(Logs(var / "log", list(wanted)), wanted)
    parts.loop()
    return 0 if parts.asked else 1


if __name__ == "__main__":
    sys.exit(main())
