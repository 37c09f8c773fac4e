"""Random Dockerfiles built for real: all that is recorded is what independent tools report."""

from pathlib import Path

import msgspec
import pytest

from builds.events import BuildEvent, LayerRecorded, StepFinished
from engine.client import Client
from tests.figures import note
from tests.proofs.dockerfiles import coverage, generate
from tests.proofs.laboratory import Laboratory, laboratory
from tests.proofs.truth import differences, failure_differences
from tests.size import size

pytestmark = pytest.mark.engine

BUILDS = size(4, 200)
FAILING = size(2, 30)
AT_ONCE = 25
"""Builds on one engine, whose disks are small."""


async def test_what_is_recorded_is_what_other_tools_report(
    client: Client, learner: str, tmp_path: Path
) -> None:
    wrong, layers = [], 0
    for first in range(0, BUILDS, AT_ONCE):
        with laboratory(client, f"{learner}-{first}", tmp_path) as lab:
            for seed in range(first, min(first + AT_ONCE, BUILDS)):
                wrong += await _differences(lab, seed)
            layers += len(lab.listings.layers)
    counted = coverage(map(generate, range(BUILDS)))
    missing = [feature for feature, count in counted.items() if not count]
    print(f"{len(counted) - len(missing)} of {len(counted)} features", counted)  # noqa: T201 (asked for)
    note("random Dockerfiles built for real; layers read", f"{BUILDS}; {layers}")
    note(
        "features of Dockerfiles and files that they cover",
        f"{len(counted) - len(missing)} of {len(counted)}",
    )
    note("differences from skopeo, umoci, `tarfile` and a container's files", str(len(wrong)))
    assert wrong == []


async def test_a_build_that_must_fail_fails_at_its_line(client: Client, learner: str, tmp_path: Path) -> None:
    wrong = []
    with laboratory(client, learner, tmp_path) as lab:
        for seed in range(FAILING):
            project = generate(seed, fails=True)
            built = await lab.build(project.request())
            wrong += [f"seed {seed}: {found}" for found in failure_differences(project, built)]
    assert wrong == []


async def test_whatever_is_recorded_otherwise_is_found(client: Client, learner: str, tmp_path: Path) -> None:
    """Or else the proof would prove nothing."""
    project = generate(14)
    with laboratory(client, learner, tmp_path) as lab:
        built = await lab.build(project.request())
        for name, value in {"digest": "sha256:0", "size": -1, "step": 0, "cached": True}.items():
            events = tuple(_falsified(event, name, value) for event in built.events)
            assert list(differences(project, msgspec.structs.replace(built, events=events), lab)), name
        chain, listed = next(reversed(lab.listings.layers.items()))
        lab.listings.layers[chain] = msgspec.structs.replace(
            listed, packed=next(iter(lab.listings.layers.values())).packed
        )
        assert list(differences(project, built, lab))


def _falsified(event: BuildEvent, name: str, value: object) -> BuildEvent:
    told = isinstance(event, LayerRecorded | StepFinished) and name in event.__struct_fields__
    return msgspec.structs.replace(event, **{name: value}) if told else event


async def _differences(lab: Laboratory, seed: int) -> list[str]:
    project = generate(seed)
    built = await lab.build(project.request())
    return [f"seed {seed}: {found}" for found in differences(project, built, lab)]
