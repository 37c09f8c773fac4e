"""Builds compared without an engine, BuildKit's verdicts given."""

from collections.abc import Mapping, Sequence
from typing import Any

from builds.dockerfile import parse
from builds.events import Reason, StepFinished
from builds.reasons.explain import Explainer
from builds.reasons.past import PastBuild
from builds.request import BuildRequest

THREE = "FROM lab/base\nCOPY a /a\nRUN cat /a > /b\nRUN true\n"


def built(dockerfile: str = THREE, files: Mapping[str, Any] | None = None, **more: Any) -> BuildRequest:
    return BuildRequest(dockerfile, dict({"a": "one"} if files is None else files), **more)


def past(*requests: BuildRequest) -> list[PastBuild]:
    """Finished builds, given the oldest first."""
    found = []
    for number, request in enumerate(requests):
        steps = parse(request.dockerfile, request.build_args).steps
        found.append(PastBuild(f"build {number}", request, frozenset(range(len(steps)))))
    return found[::-1]


def reasons(request: BuildRequest, earlier: Sequence[PastBuild], rebuilt: Sequence[int]) -> dict[int, Reason]:
    """With BuildKit's verdicts as told: of what runs, `rebuilt` was and the rest was cached."""
    plan = parse(request.dockerfile, request.build_args)
    explainer = Explainer(request, plan, earlier)
    told = []
    for index, step in enumerate(plan.steps):
        if step.makes_layer:
            told += explainer.finished(
                verdict(index, None if step.keyword == "FROM" else index not in rebuilt)
            )
    return {event.step: event.reason for event in [*told, *explainer.rest()]}


def verdict(step: int, cached: bool | None) -> StepFinished:
    return StepFinished(step, cached, 0.1)
