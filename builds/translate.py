"""BuildKit's status messages → events, while the build runs."""

import codecs
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from builds.advice import ADVICE
from builds.dockerfile import Plan
from builds.events import RULES, BuildEvent, Linted, Logged, StepFinished, StepStarted
from builds.secrets.redact import Redactor
from builds.status import Log, StatusMessage, Vertex, Warned
from builds.vertices import StepMap

_DIGEST = re.compile(r"@(sha256:[0-9a-f]{64})$")
"""At the end of a FROM's vertex name."""
_RULE = re.compile(r"(?P<rule>[A-Z][A-Za-z]{0,99}): (?P<text>.*?)(?: \(line \d+\))?", re.DOTALL)
_DROPPED = "\n… the rest of the output is left out: a build may write {limit} bytes. {advice}\n"


class StepError(msgspec.Struct, frozen=True):
    """The step that BuildKit gave up on, and its own words."""

    step: int
    seconds: float
    error: str


class Translator:
    """Feed it every message in order; it yields each step's start and end once, however often BuildKit does.

    A failing step yields nothing here: `step_error` tells, for whoever words the end of the build.
    """

    def __init__(
        self, plan: Plan | None, target: str | None, log_bytes: int, redactor: Redactor | None = None
    ) -> None:
        self._plan, self._target = plan, target
        self._redactor = redactor or Redactor()
        self._log = _LogReader(log_bytes, self._redactor)
        self._started: set[int] = set()
        self._finished: set[int] = set()
        self._warned: set[Warned] = set()
        self.restart()

    def restart(self) -> None:
        """Before another try of the same build: a new graph, in which what had ended stays ended."""
        self._steps = StepMap(self._plan, self._target) if self._plan else None
        self._latest: dict[str, Vertex] = {}
        self.step_error: StepError | None = None

    def read(self, message: StatusMessage) -> Iterator[BuildEvent]:
        if self._steps:
            self._steps.declare(message.vertexes)
        for vertex in message.vertexes:
            yield from self._read_vertex(vertex)
        for log in message.logs:
            yield from self._log.read(log, self._first_step(log.vertex))
        for warned in message.warnings:
            yield from self._read_warning(warned)

    def rest(self) -> Iterator[BuildEvent]:
        """Output that was held back, once no message follows."""
        yield from self._log.all_rest()

    def _read_warning(self, warned: Warned) -> Iterator[Linted | Logged]:
        """Once, however often the build is tried."""
        said = msgspec.structs.replace(warned, vertex="")
        if said not in self._warned:
            self._warned.add(said)
            yield _warning(said, self._redactor)

    def _read_vertex(self, vertex: Vertex) -> Iterator[BuildEvent]:
        before = self._latest.get(vertex.digest)
        if vertex.started is None or (before and before.completed and not vertex.error):
            return
        self._latest[vertex.digest] = vertex
        for step in self._steps.steps(vertex.digest) if self._steps else ():
            if step not in self._started:
                self._started.add(step)
                yield StepStarted(step)
            if vertex.completed:
                yield from self._end(step, vertex)

    def _end(self, step: int, vertex: Vertex) -> Iterator[BuildEvent]:
        if vertex.error:
            self._note_error(step, vertex)
        elif step not in self._finished and (ended := self._all_ended(step)):
            self._finished.add(step)
            yield from self._log.rest(vertex.digest)
            yield StepFinished(step, self._verdict(step, ended), _seconds(ended), self._base(step, vertex))

    def _note_error(self, step: int, vertex: Vertex) -> None:
        """The first is the cause; what is cancelled because of it is not."""
        if self.step_error is None and "context canceled" not in vertex.error:
            self.step_error = StepError(step, _seconds([vertex]), self._redactor.clean(vertex.error))

    def _all_ended(self, step: int) -> list[Vertex]:
        """The step's vertices once all have ended, else nothing."""
        latest = [self._latest.get(digest) for digest in self._steps.digests(step)] if self._steps else []
        ended = [vertex for vertex in latest if vertex and vertex.completed and not vertex.error]
        return ended if len(ended) == len(latest) else []

    def _verdict(self, step: int, ended: list[Vertex]) -> bool | None:
        """A linked copy's own verdict counts, not that of the merge which puts it into place."""
        if self._plan is None or self._plan.steps[step].keyword == "FROM":
            return None
        copies = [vertex for vertex in ended if vertex.progress_group and vertex.progress_group.weak]
        return all(vertex.cached for vertex in copies or ended)

    def _base(self, step: int, vertex: Vertex) -> str | None:
        found = _DIGEST.search(vertex.name)
        return found[1] if found and self._plan and self._plan.steps[step].keyword == "FROM" else None

    def _first_step(self, digest: str) -> int | None:
        steps = self._steps.steps(digest) if self._steps else []
        return steps[0] if steps else None


class _LogReader:
    """Joins characters and secrets that were cut in two, and stops after `limit` bytes."""

    def __init__(self, limit: int, redactor: Redactor) -> None:
        self._limit = limit
        self._left = limit
        self._redactor = redactor
        self._outputs: dict[tuple[str, int], _Output] = {}

    def read(self, log: Log, step: int | None) -> Iterator[Logged]:
        if self._left < 0:
            return
        output = self._outputs.setdefault((log.vertex, log.stream), _Output(step, self._redactor))
        yield from _logged(step, log.stream, output.read(log.data[: self._left]))
        self._left -= len(log.data)
        if self._left < 0:
            self._outputs.clear()  # what is held back may be half a secret
            yield Logged(step, "warning", _DROPPED.format(limit=self._limit, advice=ADVICE["log_bytes"]))

    def rest(self, digest: str) -> Iterator[Logged]:
        """What a step left unfinished at its end."""
        for stream in (1, 2):
            if output := self._outputs.pop((digest, stream), None):
                yield from _logged(output.step, stream, output.rest())

    def all_rest(self) -> Iterator[Logged]:
        """The same of steps that never came to their end."""
        for digest, _ in list(self._outputs):
            yield from self.rest(digest)


class _Output:
    """One of a step's two streams."""

    def __init__(self, step: int | None, redactor: Redactor) -> None:
        self.step = step
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._redacted = redactor.stream()

    def read(self, data: bytes) -> str:
        return self._redacted.feed(self._decoder.decode(data))

    def rest(self) -> str:
        return self._redacted.feed(self._decoder.decode(b"", final=True)) + self._redacted.rest()


def _logged(step: int | None, stream: int, text: str) -> Iterator[Logged]:
    name: Literal["stdout", "stderr"] = "stderr" if stream == 2 else "stdout"
    if text:
        yield Logged(step, name, text.replace("\0", "\ufffd"))  # no database keeps a NUL in text


def _warning(warned: Warned, redactor: Redactor) -> Linted | Logged:
    said = redactor.clean(warned.short.decode(errors="replace")).replace("\0", "\ufffd")
    found = _RULE.fullmatch(said)
    if not found or not warned.range or warned.range[0].start.line < 1:
        return Logged(None, "warning", said + "\n")
    lines = warned.range[0]
    url = warned.url if warned.url.startswith(RULES) else ""
    return Linted(found["rule"], found["text"], url, lines.start.line, lines.end.line)


def _seconds(vertices: list[Vertex]) -> float:
    """From the first start to the last end, by BuildKit's clock."""
    starts: list[datetime] = [vertex.started for vertex in vertices if vertex.started]
    ends: list[datetime] = [vertex.completed for vertex in vertices if vertex.completed]
    return max(0.0, round((max(ends) - min(starts)).total_seconds(), 6)) if starts and ends else 0.0
