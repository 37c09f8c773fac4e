"""A Dockerfile in parts, with its context: made by the generator, changed by edits."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Literal, Self

import msgspec

from builds.request import BuildRequest, ContextFile

Kind = Literal["layer", "setting", "comment"]


class Line(msgspec.Struct):
    """One instruction or comment, of one line or more. `kind` says whether it makes a layer; `id` stays the
    same through edits."""

    id: str
    text: str
    kind: Kind
    feature: str


class Stage(msgspec.Struct):
    """`base` as FROM names it; `parent` is the stage that this means, if any; `takes` those copied from."""

    base: str
    name: str | None
    parent: int | None
    lines: list[Line]
    takes: set[int]

    @property
    def head(self) -> str:
        return f"FROM {self.base}" + (f" AS {self.name}" if self.name else "")


class Place(msgspec.Struct, frozen=True):
    """A line by its stage and its index there."""

    stage: int
    index: int


class Project(msgspec.Struct):
    """`head` stands above the first FROM. `fails_at` is the line at which the build must fail."""

    seed: int
    head: list[str]
    stages: list[Stage]
    files: dict[str, ContextFile]
    build_args: dict[str, str]
    target: str | None
    features: set[str]
    fails_at: Place | None = None
    no_cache: bool = False

    def copy(self) -> Self:
        return deepcopy(self)

    def dockerfile(self) -> str:
        parts = list(self.head)
        for stage in self.stages:
            parts += ["", stage.head, *(line.text for line in stage.lines)]
        return "\n".join(parts) + "\n"

    def request(self) -> BuildRequest:
        files = dict[str, str | ContextFile](self.files)
        return BuildRequest(self.dockerfile(), files, self.build_args, self.target, self.no_cache)

    def line(self, place: Place) -> Line:
        return self.stages[place.stage].lines[place.index]

    def places(self) -> Iterator[Place]:
        for number, stage in enumerate(self.stages):
            yield from (Place(number, index) for index in range(len(stage.lines)))

    def ids(self) -> dict[int, str]:
        """By the lines of the Dockerfile at which they begin."""
        return {self.number(place): self.line(place).id for place in self.places()}

    def number(self, place: Place) -> int:
        """The line of the Dockerfile at which it begins, from 1."""
        number = sum(text.count("\n") + 1 for text in self.head) + 1
        for index, stage in enumerate(self.stages):
            number += 2  # the empty line and FROM
            if index == place.stage:
                return number + sum(line.text.count("\n") + 1 for line in stage.lines[: place.index])
            number += sum(line.text.count("\n") + 1 for line in stage.lines)
        raise IndexError(place)

    def target_stage(self) -> int:
        if self.target is None:
            return len(self.stages) - 1
        return max(index for index, stage in enumerate(self.stages) if stage.name == self.target)

    def chain(self, stage: int) -> list[int]:
        """The stages that it is built upon, the lowest first, and itself."""
        parent = self.stages[stage].parent
        return [stage] if parent is None else [*self.chain(parent), stage]

    def needed(self) -> set[int]:
        """The stages that the target is made from."""
        waiting, found = [self.target_stage()], set[int]()
        while waiting:
            index = waiting.pop()
            if index not in found:
                found.add(index)
                parent = self.stages[index].parent
                waiting += [*self.stages[index].takes, *([] if parent is None else [parent])]
        return found

    def layer_lines(self) -> list[int]:
        """The Dockerfile's lines that make the target's own layers, bottom first."""
        return [
            self.number(Place(stage, index))
            for stage in self.chain(self.target_stage())
            for index, line in enumerate(self.stages[stage].lines)
            if line.kind == "layer"
        ]
