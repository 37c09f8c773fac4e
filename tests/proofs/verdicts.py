"""BuildKit's verdicts, read from its vertices by way of its provenance: which knows the lines of each."""

import json
from collections.abc import Iterator
from typing import Any

from builds.events import Planned, StepFinished
from builds.status import Vertex
from tests.proofs.laboratory import Built


def told(built: Built) -> dict[int, bool]:
    """By line of the Dockerfile, as our events say."""
    planned = next(event for event in built.events if isinstance(event, Planned))
    return {
        planned.steps[event.step].line: event.cached
        for event in built.events
        if isinstance(event, StepFinished) and event.cached is not None
    }


def read(built: Built) -> dict[int, bool]:
    """By line of the Dockerfile, as BuildKit says. A linked copy is judged by the copy, not by the merge that
    puts it into place, unless nothing but the merge was looked at. What ended in an earlier try of the same
    build ended then: the last try finds it cached. Digests differ between tries, names do not.
    """
    ended = {v.name: v for message in built.before for v in message.vertexes if v.completed and not v.error}
    last = {v.digest: v for message in built.messages for v in message.vertexes if v.completed}
    copies, merges = dict[int, bool](), dict[int, bool]()
    for line, kind, vertex in _placed(built, last):
        if kind != "source":
            verdicts = merges if kind == "merge" else copies
            verdicts[line] = verdicts.get(line, True) and ended.get(vertex.name, vertex).cached
    return merges | copies


def _placed(built: Built, vertices: dict[str, Vertex]) -> Iterator[tuple[int, str, Vertex]]:
    provenance: Any = json.loads(built.outcome.metadata or b"{}").get("buildx.build.provenance", {})
    config = provenance.get("buildConfig", {})
    buildkit = provenance.get("metadata", {}).get("https://mobyproject.org/buildkit@v1#metadata", {})
    kinds = {op["id"]: next(iter(op["op"]["Op"] or {"end": 0})) for op in config.get("llbDefinition", [])}
    places = buildkit.get("source", {}).get("locations", {})
    for digest, step in config.get("digestMapping", {}).items():
        if digest in vertices:
            for location in places.get(step, {}).get("locations", []):
                for place in location.get("ranges", [])[:1]:
                    yield place["start"]["line"], kinds[step], vertices[digest]
