"""The generator itself: the same seed, the same project; every feature comes; what it says is true."""

from tests.proofs.dockerfiles import FEATURES, coverage, generate
from tests.proofs.project import Place


def test_the_same_seed_makes_the_same_project() -> None:
    assert [generate(seed) for seed in range(20)] == [generate(seed) for seed in range(20)]


def test_every_feature_comes_in_two_hundred_dockerfiles() -> None:
    counted = coverage(generate(seed) for seed in range(200))
    assert [feature for feature in FEATURES if counted[feature] < 2] == []


def test_a_place_knows_its_line() -> None:
    for project in map(generate, range(50)):
        lines = project.dockerfile().split("\n")
        for number, stage in enumerate(project.stages):
            for index, line in enumerate(stage.lines):
                at = project.number(Place(number, index))
                assert "\n".join(lines[at - 1 : at + line.text.count("\n")]) == line.text
