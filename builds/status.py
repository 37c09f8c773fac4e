"""BuildKit's status messages, as `--progress=rawjson` writes them (client/graph.go in moby/buildkit)."""

from datetime import datetime

import msgspec


class ProgressGroup(msgspec.Struct, frozen=True, omit_defaults=True):
    id: str = ""
    name: str = ""
    weak: bool = False


class Vertex(msgspec.Struct, frozen=True, omit_defaults=True, rename={"progress_group": "progressGroup"}):
    """One operation of the graph. Sent again, whole, whenever it changes."""

    digest: str
    name: str = ""
    inputs: tuple[str, ...] = ()
    started: datetime | None = None
    completed: datetime | None = None
    cached: bool = False
    error: str = ""
    progress_group: ProgressGroup | None = None


class Log(msgspec.Struct, frozen=True, omit_defaults=True):
    """`data` is one write, not one line, and may end inside a character. `stream` is 1 or 2."""

    vertex: str = ""
    stream: int = 1
    data: bytes = b""


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    line: int = 0


class Range(msgspec.Struct, frozen=True, omit_defaults=True):
    start: Position = Position()
    end: Position = Position()


class Warned(msgspec.Struct, frozen=True, omit_defaults=True):
    """BuildKit's linter speaking, as `docker build --check` does: `short` is `RULE: words (line N)`."""

    vertex: str = ""
    short: bytes = b""
    detail: tuple[bytes, ...] = ()
    url: str = ""
    range: tuple[Range, ...] = ()


class StatusMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    vertexes: tuple[Vertex, ...] = ()
    logs: tuple[Log, ...] = ()
    warnings: tuple[Warned, ...] = ()


DECODER = msgspec.json.Decoder(StatusMessage)
