"""Exercise folders and recorded builds for tests."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import yaml

from builds.events import FileCounts
from builds.oci.listing import Change
from builds.request import BuildRequest
from builds.state import BuildState, ErrorState, ImageState, LayerState, StepState
from labs.facts import BuildFacts, ImageConfig, RunFacts, Written

QUESTION = {
    "id": "how-many",
    "text": "How **many**?",
    "options": [{"value": "1", "text": "one", "why": "no"}, {"value": "2", "text": "`two`"}],
    "evidence": {
        "fact": {"kind": "layer_count"},
        "answer": "2",
        "right": "Yes: {value}.",
        "wrong": "No: {value}, not {said}.",
        "skipped": "It is {value}, {right}.",
    },
}
TASK = {
    "id": "task",
    "title": "A task",
    "goal": "Do it.",
    "hints": ["a", "b", "c"],
    "script": [{"do": "build"}],
    "checks": [{"check": "build_ok"}, {"check": "path_in_image", "path": "/new"}],
    "wrong": [{"id": "nothing", "files": {"a": "b"}, "fails": ["path_in_image"], "feedback": "Make it."}],
}
MATTER: dict[str, Any] = {
    "id": "an-exercise",
    "title": "An exercise",
    "summary": "A summary.",
    "difficulty": "foundation",
    "minutes": 5,
    "base": "lab/base",
    "reveal": 1,
    "question": QUESTION,
    "tasks": [TASK],
    "edits": [
        {"id": "e", "title": "E", "text": "t", "changes": [{"find": "RUN true", "replace": "RUN false"}]}
    ],
}
DOCKERFILE = "FROM lab/base\nRUN true\n"


def write(
    library: Path, matter: dict[str, Any] = MATTER, prose: str = "Before.\n\n## After\n\nMore.\n"
) -> Path:
    """The folder of an exercise; its task's solution makes /new."""
    folder = library / "an-exercise"
    (folder / "context").mkdir(parents=True)
    (folder / "context/Dockerfile").write_text(DOCKERFILE)
    (folder / "tasks/task/solution").mkdir(parents=True)
    (folder / "tasks/task/solution/Dockerfile").write_text("FROM lab/base\nRUN touch /new\n")
    (folder / "index.md").write_text(f"---\n{yaml.safe_dump(matter)}---\n{prose}")
    return folder


def step(instruction: str, cached: bool | None = None, status: str = "") -> StepState:
    keyword = instruction.split()[0]
    known = status or (
        "built" if keyword == "FROM" or cached is False else "cached" if cached else "settings"
    )
    return StepState(1, "0", 0, keyword, instruction, 1, 1, status=known, cached=cached)  # type: ignore[arg-type]


def layer(index: int, made_by: int, empty: bool = False, size: int = 100) -> LayerState:
    counts = FileCounts(0 if empty else 1, 0, 0)
    return LayerState(index, f"d{index}", f"b{index}", f"c{index}", "", size, 1024, empty, made_by, counts)


def added(path: str, mode: int = 0o644, content: bytes = b"") -> Change:
    return Change(path, "added", "file", mode, 0, 0, 5, 0, None, content=sha256(content).digest())


def deleted(path: str) -> Change:
    return Change(path, "deleted", "file", 0, 0, 0, 0, 0, None, whiteout=True)


def a_build() -> BuildFacts:
    """FROM, COPY of a secret (cached), RUN rm (ran), an empty RUN (ran), ENV."""
    steps = [step("FROM lab/base"), step("COPY s /s", True), step("RUN rm /s", False), step("RUN ls", False)]
    layers = [layer(0, 0, size=1000), layer(1, 1), layer(2, 2), layer(3, 3, empty=True, size=29)]
    state = BuildState(
        "b", "completed", [*steps, step("ENV A=b")], layers, ImageState("m", "c", 1229, len(layers))
    )
    changes = [[added("bin/sh", 0o755)], [added("s", content=b"secret")], [deleted("s")], []]
    config = ImageConfig(Env=("PATH=/bin", "A=b"), Cmd=("sh",), Labels={"team": "web"})
    request = BuildRequest("FROM lab/base\nCOPY s /s\nRUN rm /s\nRUN ls\nENV A=b\n", {"s": "secret"})
    runs = {
        "c1": RunFacts("hello\n", 0, Written(4096, ("changed /etc", "added /etc/new"))),
        "c2": RunFacts("", 1),
    }
    texts = {"found": [1], "nowhere": [], "history": [-1]}
    return BuildFacts(request, state, changes, config, texts, runs)


def another_build() -> BuildFacts:
    """The same but for the last layer, in a target that leaves a stage out."""
    facts = a_build()
    unused = msgspec.structs.replace(step("RUN test", status="skipped"), stage="test")
    state = msgspec.structs.replace(
        facts.state,
        steps=[*facts.state.steps, unused],
        layers=[
            *facts.state.layers[:-1],
            msgspec.structs.replace(layer(3, 3), digest="other", chain_id="other"),
        ],
        image=ImageState("m2", "c2", 1300, 4),
    )
    return msgspec.structs.replace(facts, state=state)


def a_failure() -> BuildFacts:
    state = BuildState("f", "failed", [step("FROM lab/base")], error=ErrorState("step", "exit code: 7"))
    return BuildFacts(BuildRequest("FROM lab/base\n"), state)
