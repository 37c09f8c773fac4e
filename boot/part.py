"""A honcho process that is started again when it dies, unless it dies too often."""

import functools
import resource
import signal
import time
from collections import deque
from multiprocessing import Queue
from multiprocessing.synchronize import Event
from typing import Any

from honcho.process import Popen, Process

from engine import kernel

DEATHS = 3
SECONDS = 60.0
"""A part that dies so often in so many seconds is given up."""
DESCRIPTORS = 16384
"""That a part may have open, where the machine lets it; often only 1,024 are set."""


class Part(Process):  # type: ignore[misc]  # honcho is untyped
    """`stopping` is set once all parts are meant to end."""

    def __init__(self, command: tuple[str, ...], stopping: Event, **options: Any) -> None:
        super().__init__(list(command), **options)
        self.stopping = stopping
        self.deaths: deque[float] = deque(maxlen=DEATHS)
        self._child_ctor = functools.partial(Popen, shell=False, preexec_fn=_start_clean)

    def run(self, events: "Queue[Any] | None" = None, ignore_signals: bool = False) -> None:
        kernel.die_with_parent()
        while True:
            super().run(events, ignore_signals)
            if self.stopping.is_set() or self._hopeless():
                break
            self._send_message(f"died ({self.ending}); starting it again")
        if not self.stopping.is_set():
            self._send_message(f"died {DEATHS} times within a minute ({self.ending}); stopping everything")
        super()._send_message({"returncode": self._child.returncode}, type="stop")

    @property
    def ending(self) -> str:
        code: int = self._child.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def _send_message(self, data: Any, type: str = "line") -> None:
        """A death is not the end yet."""
        if type != "stop":
            super()._send_message(data, type)

    def _hopeless(self) -> bool:
        self.deaths.append(time.monotonic())
        return len(self.deaths) == DEATHS and self.deaths[-1] - self.deaths[0] < SECONDS


def _start_clean() -> None:
    """The process between honcho and the part ignores signals; the part must not."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    unlimited = most == resource.RLIM_INFINITY
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS if unlimited else min(most, DESCRIPTORS), most))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    kernel.die_with_parent()
