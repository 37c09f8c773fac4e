"""Why two images part, on layers that are made up and requests that are real."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from builds.comparison.compare import shared_pile
from builds.comparison.difference import FirstDifference, first_difference
from builds.comparison.images import RecordedImage
from builds.dockerfile import parse
from builds.events import StepFinished
from builds.request import BuildRequest
from tests.builds.comparison.pictured import digest, stacked

PLAIN = "FROM lab/base\nCOPY a /a\nRUN cat /a > /b\nCMD true\n"


@dataclasses.dataclass
class Made:
    """What a build of `dockerfile` recorded: a layer for every step of its last stage, named by `blobs`."""

    dockerfile: str
    blobs: Sequence[str]
    files: dict[str, Any] = dataclasses.field(default_factory=lambda: {"a": "one"})
    base: str = "base"
    more: dict[str, Any] = dataclasses.field(default_factory=dict)

    def image(self, name: str) -> RecordedImage:
        request = BuildRequest(self.dockerfile, self.files, **self.more)
        plan = parse(self.dockerfile)
        runs = [index for index, step in enumerate(plan.steps) if step.makes_layer]
        last = [step for step in runs if plan.steps[step].stage_index == len(plan.stages) - 1]
        image = stacked(*self.blobs)
        layers = [
            msgspec.structs.replace(layer, step=step) for layer, step in zip(image.layers, last, strict=True)
        ]
        verdicts = [StepFinished(step, False, 0.1, self._base(plan.steps[step].keyword)) for step in runs]
        return RecordedImage(name, image.image, layers, request, verdicts)

    def _base(self, keyword: str) -> str | None:
        return digest(self.base) if keyword == "FROM" else None


def part(one: Made, other: Made) -> FirstDifference | None:
    before, after = one.image("one"), other.image("other")
    return first_difference(before, after, shared_pile(before.layers, after.layers))


ONE = Made(PLAIN, ["base", "a", "b"])
STAGES = "FROM lab/base AS build\nRUN {}\nFROM lab/base\nCOPY --from=build /x /x\n"


@pytest.mark.parametrize(
    ("other", "kind", "text"),
    [
        (Made(PLAIN, ["base", "A", "b"], {"a": "two"}), "input", "step 1: a changed"),
        (
            Made(PLAIN.replace("cat /a", "sort /a"), ["base", "a", "B"]),
            "input",
            "step 2: command changed: `cat /a > /b` → `sort /a > /b`",
        ),
        (Made(PLAIN, ["base", "a", "B"]), "result", "step 2 is the same in both, but left something else"),
        (
            Made(PLAIN, ["base", "a", "B"], more={"no_cache": True}),
            "result",
            "step 2 is the same in both, but left something else",
        ),
        (
            Made(PLAIN, ["newer", "A", "B"], base="newer"),
            "input",
            "step 0: the base has new content under the same name: `FROM lab/base`",
        ),
        (
            Made(PLAIN.replace("lab/base", "lab/other"), ["newer", "A", "B"], base="newer"),
            "input",
            "step 0: the base changed: `FROM lab/base` → `FROM lab/other`",
        ),
        (
            Made("FROM lab/base\nCOPY a /a\n", ["base", "a"]),
            "length",
            "the first image goes on where the other one ends, after 2 shared layers",
        ),
        (Made(PLAIN.replace("CMD", "ENTRYPOINT"), ["base", "a", "b"]), None, None),
    ],
)
def test_the_first_difference_is_named(other: Made, kind: str | None, text: str | None) -> None:
    found = part(ONE, other)
    if kind is None:
        assert found is None
        return
    assert found is not None
    assert text is not None
    assert (found.kind, found.text[: len(text)]) == (kind, text)


def test_a_rebuilt_stage_is_named_where_it_is_copied_from() -> None:
    found = part(
        Made(STAGES.format("echo 1 > /x"), ["base", "x"]), Made(STAGES.format("echo 2 > /x"), ["base", "X"])
    )
    assert found is not None
    assert found.text.startswith("step 1: step 1 of stage build was rebuilt")
    assert found.reason is not None
    assert found.reason.culprit == 1


def test_settings_alone_make_another_image_of_the_same_layers() -> None:
    one, other = ONE.image("one"), ONE.image("other")
    changed = msgspec.structs.replace(other.image, manifest_digest=digest("other settings"))
    found = first_difference(one, msgspec.structs.replace(other, image=changed), 3)
    assert found is not None
    assert (found.kind, found.layer) == ("settings", None)


def test_what_no_dockerfile_made_parts_without_a_reason() -> None:
    found = first_difference(stacked("base", "x", "y"), ONE.image("one"), 1)
    assert found is not None
    assert (found.kind, found.layer, found.reason) == ("layer", 1, None)


@pytest.mark.parametrize("dockerfile", ["", "FROM", "RUN x\nFROM y\n", "\0", "FROM lab/base\n"])
def test_a_dockerfile_that_is_unreadable_or_another_one_gives_no_reason_and_no_fault(dockerfile: str) -> None:
    broken = msgspec.structs.replace(ONE.image("one"), request=BuildRequest(dockerfile))
    found = first_difference(broken, Made(PLAIN, ["base", "a", "B"]).image("other"), 2)
    assert found is not None
    assert found.kind == "layer"
