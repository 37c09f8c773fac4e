"""Dockerfiles of the proofs' grammar, spoilt. Each is read, or refused in words, by each of our readers;
those that BuildKit builds have the steps that it says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builds import copies
from builds.dockerfile import Plan, needed_stages, parse
from builds.events import StepFinished
from builds.instructions import DockerfileUnreadable
from builds.policy import Limits, check
from builds.reasons.explain import Explainer
from builds.reasons.past import past_build
from builds.request import BuildRequest
from builds.vertices import StepMap
from engine.client import Client
from tests.figures import fuzzed as noted
from tests.figures import note
from tests.fuzz.mutations import spoilt_text
from tests.proofs.dockerfiles import generate
from tests.proofs.laboratory import Built, laboratory
from tests.site import Guest
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
READ, SENT, BUILT = size(50, 4000), size(20, 2000), size(3, 300)
AT_ONCE = 50
"""Builds on one engine, whose disks are small."""
FUZZ = settings(
    max_examples=READ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)


@st.composite
def requests(draw: st.DrawFn) -> BuildRequest:
    project = generate(draw(st.integers(0, 399)), most=draw(st.sampled_from([2, 9])))
    request = project.request()
    return msgspec.structs.replace(request, dockerfile=draw(spoilt_text(request.dockerfile)))


@FUZZ
@given(requests(), st.integers(0, 399))
def test_every_part_that_reads_a_dockerfile_takes_any(request: BuildRequest, seed: int) -> None:
    if check(request, Limits()) or (plan := read(request)) is None:
        return
    for step in plan.steps:
        assert 1 <= step.line <= step.end_line <= request.dockerfile.count("\n") + 1
    needed_stages(plan, request.target)
    StepMap(plan, request.target)
    copies.left_behind(plan, request.target)
    copies.sources(plan)
    explain(request, generate(seed).request())
    explain(generate(seed).request(), request)


def read(request: BuildRequest) -> Plan | None:
    try:
        return parse(request.dockerfile, request.build_args)
    except DockerfileUnreadable as error:
        assert str(error)  # noqa: PT017
        return None


def explain(request: BuildRequest, before: BuildRequest) -> None:
    """As if the one had been built after the other, every second step being cached."""
    plan, earlier = read(request), read(before)
    if plan is None or earlier is None:
        return
    explainer = Explainer(request, plan, [past_build("before", before, verdicts(earlier, 1))])
    for verdict in verdicts(plan, 2):
        explainer.finished(verdict)
    explainer.rest()
    explainer.keys()


def verdicts(plan: Plan, period: int) -> Iterator[StepFinished]:
    for number, step in enumerate(plan.steps):
        if step.makes_layer:
            cached = None if step.keyword == "FROM" else number % period > 0
            yield StepFinished(number, cached, 0.1)


@pytest.mark.usefixtures("unharmed")
def test_the_site_plans_any_or_refuses_it_in_words(owner: Guest) -> None:
    planned = 0

    @settings(FUZZ, max_examples=SENT)
    @given(requests())
    def fuzz(request: BuildRequest) -> None:
        nonlocal planned
        asked = {"dockerfile": request.dockerfile, "build_args": request.build_args}
        answer = owner.post("/api/plans", asked)
        assert answer.status_code in (200, 413, 422), answer.text
        assert answer.json().get("steps") or answer.json()["detail"]
        planned += answer.status_code == 200

    fuzz()
    noted("Dockerfiles by grammar and mutation, planned", SENT)
    note(
        "Dockerfiles spoilt: read by every part; sent", f"{READ:,}; {SENT:,}, of which {planned:,} have steps"
    )


@pytest.mark.usefixtures("unharmed")
def test_the_site_builds_any_or_tells_why_not(owner: Guest) -> None:
    """By the policy, or in the engine's words: never is one built that cannot be recorded."""
    ended: list[str] = []

    @settings(FUZZ, max_examples=BUILT)
    @given(requests())
    def fuzz(request: BuildRequest) -> None:
        answer = owner.post("/api/builds", {"files": {}} | msgspec.to_builtins(request))
        assert answer.status_code in (201, 413, 422), answer.text
        if answer.status_code == 201:
            state = owner.wait(answer.json()["id"], 180)
            ended.append(state["status"])
            assert state["status"] == "completed" or state["error"]["reason"] != "record", state["error"]

    fuzz()
    noted("Dockerfiles by grammar and mutation, built", len(ended))
    note(
        "Dockerfiles spoilt, built by the site", f"{len(ended)}, of which {ended.count('completed')} succeed"
    )


async def test_our_steps_are_buildkits(client: Client, learner: str, tmp_path: Path) -> None:
    """Of those that it builds: its operations begin at the lines of the steps that make layers."""
    tried, found = spoilt(BUILT), 0
    wrong: list[str] = []
    for first in range(0, len(tried), AT_ONCE):
        with laboratory(client, f"{learner}-{first}", tmp_path) as lab:
            for request in tried[first : first + AT_ONCE]:
                built = await lab.build(request)
                found += built.outcome.exit_code == 0
                wrong += [f"{request.dockerfile!r}: {fault}" for fault in disagreements(built)]
    note("Dockerfiles spoilt, held against BuildKit's steps", f"{found} built; {len(wrong)} disagree")
    assert found
    assert wrong == []


def spoilt(count: int) -> list[BuildRequest]:
    """Such as the policy lets through, and ours can read or not."""
    chosen: list[BuildRequest] = []

    @settings(FUZZ, max_examples=count, phases=[Phase.generate], derandomize=True)
    @given(requests())
    def choose(request: BuildRequest) -> None:
        if not check(request, Limits()):
            chosen.append(request)

    choose()
    return chosen


def disagreements(built: Built) -> Iterator[str]:
    if built.outcome.exit_code != 0:
        return
    if built.state.status != "completed":
        yield f"built, and yet {built.state.error}"
    plan = read(built.request)
    if plan is None:
        yield "built, though ours cannot read it"
        return
    needed = needed_stages(plan, built.request.target)
    ours = {step.line for step in plan.steps if step.makes_layer and step.stage_index in needed}
    theirs = set(lines(json.loads(built.outcome.metadata or b"{}")))
    if ours != theirs:
        yield f"ours begin at lines {sorted(ours)}, BuildKit's at {sorted(theirs)}"


def lines(metadata: Any) -> Iterator[int]:
    """At which its operations begin, as its provenance says."""
    provenance = metadata.get("buildx.build.provenance", {}).get("metadata", {})
    source = provenance.get("https://mobyproject.org/buildkit@v1#metadata", {}).get("source", {})
    for place in source.get("locations", {}).values():
        for location in place.get("locations", []):
            for span in location.get("ranges", [])[:1]:
                yield span["start"]["line"]
