"""`python -m boot`: start Layerlab, say when it is ready, run until told to stop, leave nothing behind."""

import contextlib
import fcntl
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from boot.account import AccountMissing
from boot.run import Ended, run
from boot.say import say
from boot.settings import BadSetting, read_settings
from boot.website import SiteFailed
from engine.instance import InstancesTaken

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(BaseException):
    """Somebody wants us to end; all that holds something lets go of it on the way out."""


def main() -> int:
    for number in SIGNALS:
        signal.signal(number, _request_stop)
    os.umask(0o022)
    try:
        settings = read_settings()
        with _alone(settings.var):
            run(settings)
    except StopRequested:
        say("Layerlab has stopped")
        return 0
    except (BadSetting, AccountMissing, SiteFailed, InstancesTaken, Ended, OSError) as error:
        say(str(error))
        return 1


def _request_stop(number: int, frame: FrameType | None) -> None:
    """Once is enough: a second Ctrl-C must not interrupt the cleaning up."""
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    say("Stopping …")
    raise StopRequested


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    var.mkdir(parents=True, exist_ok=True)
    with (var / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadSetting(
                f"Layerlab already runs on {var}. Stop it first, or choose another VAR_DIR and PORT"
            ) from None
        yield


if __name__ == "__main__":
    sys.exit(main())
