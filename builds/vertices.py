"""Which steps of the Dockerfile a vertex of BuildKit's graph stands for.

BuildKit names a vertex `[stage i/n] RUN …`. In `i` it counts what makes a vertex, so the i-th such step of
the stage is meant. But what several stages do alike is one vertex under one stage's name: the other stages'
steps are found by walking the graph up from the steps that are known.

Its count is ahead in a stage that only a trigger of ONBUILD names: a FROM of an image counts once more for
each round in which stages were looked for before that one was found.
"""

import re
from collections.abc import Iterable

from builds.dockerfile import SCRATCH, Plan, rounds
from builds.events import PlannedStep
from builds.status import Vertex

_NAME = re.compile(
    r"\[(?:(?P<words>[^\]]*) )?(?P<number>\d{1,9})/\d+\] (?:(?:ONBUILD|LINK) )*(?P<keyword>[A-Za-z]+)"
)
_KEYWORD = re.compile(r"(?:\[[^\]]*\] )?(?:(?:ONBUILD|LINK) )*([A-Za-z]+)")
_IMPLICIT = re.compile(r"stage-(\d{1,9})")


class StepMap:
    """Grows with every vertex declared. A step may have several vertices, and a vertex several steps."""

    def __init__(self, plan: Plan, target: str | None = None) -> None:
        self._plan = plan
        self._needed = rounds(plan, target)
        self._own: dict[int, list[int]] = {stage.index: [] for stage in plan.stages}
        for index, step in enumerate(plan.steps):
            if step.makes_layer:
                self._own[step.stage_index].append(index)
        self._vertices: dict[str, Vertex] = {}
        self._digests: dict[int, set[str]] = {}

    def declare(self, vertices: Iterable[Vertex]) -> None:
        """Takes in the vertices not seen before."""
        new = [vertex for vertex in vertices if vertex.digest not in self._vertices]
        for vertex in new:
            self._vertices[vertex.digest] = vertex
            if (step := self._named_step(vertex)) is not None:
                self._digests.setdefault(step, set()).add(vertex.digest)
        if new:
            self._find_shared()

    def steps(self, digest: str) -> list[int]:
        """In the Dockerfile's order; empty for BuildKit's internal vertices."""
        return sorted(step for step, digests in self._digests.items() if digest in digests)

    def digests(self, step: int) -> frozenset[str]:
        """More than one for `--link`: the copy, and the merge that puts it into place."""
        return frozenset(self._digests.get(step, ()))

    def vertex(self, digest: str) -> Vertex:
        """As it was first declared."""
        return self._vertices[digest]

    def _named_step(self, vertex: Vertex) -> int | None:
        found = _NAME.match(vertex.name)
        stage = self._stage(found["words"] or "") if found else None
        place = int(found["number"]) - 1 - self._ahead(stage) if found and stage is not None else -1
        if not found or stage is None or not 0 <= place < len(self._own[stage]):
            return None
        step = self._own[stage][place]
        return step if self._plan.steps[step].keyword == found["keyword"].upper() else None

    def _ahead(self, stage: int) -> int:
        """By how many BuildKit's count is ahead."""
        found = self._plan.stages[stage]
        from_image = found.base_stage is None and found.base != SCRATCH
        return self._needed.get(stage, 0) if from_image else 0

    def _stage(self, words: str) -> int | None:
        """`words` may hold a platform before the stage's name; a sole stage without a name has none."""
        name = words.split(" ")[-1]
        stage = self._plan.stage(name) if name and not name.isdigit() else None
        if stage:
            return stage.index
        implicit = _IMPLICIT.fullmatch(name)
        if implicit and int(implicit[1]) < len(self._plan.stages):
            return int(implicit[1])
        return 0 if len(self._plan.stages) == 1 and (not name or "/" in name) else None

    def _find_shared(self) -> None:
        for stage in sorted(self._needed, reverse=True):
            chain = self._chain(stage)
            for above, step in reversed(list(zip(chain[1:], chain, strict=False))):
                if step not in self._digests:
                    self._adopt(step, self._parents(above))
        for stage in sorted(self._needed):
            for place, step in enumerate(chain := self._chain(stage)):
                if step not in self._digests:
                    self._adopt(step, self._twins(step, chain[place - 1] if place else None))

    def _chain(self, stage: int) -> list[int]:
        """The steps that make a vertex, from the root of the stages that this one builds upon."""
        own: list[list[int]] = []
        base: int | None = stage
        while base is not None:
            own.insert(0, self._own[base])
            base = self._plan.stages[base].base_stage
        return [step for steps in own for step in steps]

    def _adopt(self, step: int, candidates: Iterable[str]) -> None:
        keyword = self._plan.steps[step].keyword
        names = {digest: _KEYWORD.match(self._vertices[digest].name) for digest in candidates}
        if found := {digest for digest, name in names.items() if name and name[1].upper() == keyword}:
            self._digests[step] = found

    def _parents(self, step: int) -> list[str]:
        """The vertices right below a step: the first input, save for a linked copy, which stands on none."""
        vertices = [self._vertices[digest] for digest in self._digests.get(step, ())]
        standing = [v for v in vertices if v.inputs and not (v.progress_group and v.progress_group.weak)]
        return [vertex.inputs[0] for vertex in standing if vertex.inputs[0] in self._vertices]

    def _twins(self, step: int, below: int | None) -> list[str]:
        """Vertices of other stages' steps that say the same and stand on the same."""
        own = self._plan.steps[step]
        if own.number == 0:
            return [
                d for d, other in self._mapped() if other.number == 0 and self._base(other) == self._base(own)
            ]
        alike = [d for d, other in self._mapped() if _words(other) == _words(own)]
        ground = self._digests.get(below, set()) if below is not None else None
        return [d for d in alike if ground is None or ground.intersection(self._vertices[d].inputs[:1])]

    def _base(self, step: PlannedStep) -> str:
        return self._plan.stages[step.stage_index].base

    def _mapped(self) -> list[tuple[str, PlannedStep]]:
        return [(digest, self._plan.steps[s]) for s, found in self._digests.items() for digest in found]


def _words(step: PlannedStep) -> list[str]:
    return step.instruction.split()[1:]
