"""Dockerfiles with their contexts, made at random from a seed: the same seed makes the same.

Each holds some of FEATURES. All of them can be built, but for those that are asked to fail.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random

from tests.proofs import copies, file_runs, runs, settings
from tests.proofs.project import Line, Place, Project, Stage
from tests.proofs.world import World

Feature = Callable[[World], None]

ANYWHERE: tuple[Feature, ...] = (*copies.COPIES, *copies.ADDS, *settings.SETTINGS, *settings.FOLDERS)
WITH_A_SHELL: tuple[Feature, ...] = (*file_runs.FILES, *runs.FORMS, *runs.MOUNTS)
IGNORES: tuple[Feature, ...] = settings.IGNORES
SHAPES = (
    *("sole_stage", "named_stage", "several_stages", "unused_stage", "shared_stage", "stage_upon_a_stage"),
    *("base_by_argument", "base_scratch", "base_with_more", "target", "directive", "no_layer_of_its_own"),
)
FEATURES = tuple(x.__name__ for x in (*ANYWHERE, *WITH_A_SHELL, *IGNORES)) + SHAPES
NAMES = ("st{}", "build-{}", "a.b_{}", "Mixed{}")
FAILURES = ("RUN echo before; exit 3", "RUN no-such-command", "COPY no-such-file /x", "RUN cat /no/such/file")


def generate(seed: int, *, fails: bool = False, most: int = 9) -> Project:
    """Up to `most` features in each stage. With `fails`, one step of the target's stage fails."""
    random = Random(seed)
    project = Project(seed, [], [], {}, {}, None, set())
    finished: list[World] = []
    for _ in range(random.choice([1, 1, 2, 3, 4])):
        finished.append(_stage(random, project, finished, random.randint(1, most)))
    names = [stage.name for stage in project.stages if stage.name]
    if len(finished) > 1 and names and random.random() < 0.4:
        project.target = random.choice(names)
    if random.random() < 0.2:
        project.head.insert(0, "# check=skip=all")
    if fails:
        _fail(random, project)
    project.features |= {*_shapes(project)}
    return project


def coverage(projects: Iterable[Project]) -> dict[str, int]:
    """How many of the projects hold each feature."""
    counted = Counter(feature for project in projects for feature in project.features)
    return {feature: counted[feature] for feature in FEATURES}


def _stage(random: Random, project: Project, finished: list[World], features: int) -> World:
    """Writes one more stage at the end of the project."""
    parents = [
        n for n, w in enumerate(finished) if w.shell and not w.closed and _plain(project.stages[n].name)
    ]
    parent = random.choice(parents) if parents and random.random() < 0.4 else None
    base = (project.stages[parent].name if parent is not None else None) or _base(random, project)
    world = World(random, project, base != "scratch", finished)
    if parent is not None:
        world.stand_on(finished[parent])
    for chosen in _chosen(random, world.shell, features):
        world.feature = chosen.__name__
        project.features.add(world.feature)
        chosen(world)
    name = random.choice(NAMES).format(len(finished)) if random.random() < 0.7 else None
    project.stages.append(Stage(base, name, parent, world.lines, world.takes))
    return world


def _base(random: Random, project: Project) -> str:
    chance = random.random()
    if chance < 0.1:
        return "scratch"
    if chance < 0.15:
        return "lab/script"
    if chance < 0.3:
        name = f"BASE{len(project.stages)}"
        project.head.append(f"ARG {name}={random.choice(['lab/base', 'lab/base:latest'])}")
        return f"${{{name}}}"
    return "lab/base"


def _chosen(random: Random, shell: bool, count: int) -> list[Feature]:
    if random.random() < 0.05:
        return random.choices(settings.SETTINGS, k=2)
    offered = [ANYWHERE, WITH_A_SHELL, WITH_A_SHELL] if shell else [ANYWHERE]
    chosen = [random.choice(random.choice(offered)) for _ in range(count)]
    return [*chosen, random.choice(IGNORES)] if random.random() < 0.15 else chosen


def _plain(name: str | None) -> bool:
    """FROM finds a stage by its name in lower case alone."""
    return name is not None and name == name.lower()


def _fail(random: Random, project: Project) -> None:
    index = project.target_stage()
    stage = project.stages[index]
    failures = FAILURES if stage.base != "scratch" else FAILURES[2:3]
    place = Place(index, random.randint(0, len(stage.lines)))
    stage.lines.insert(place.index, Line("fails", random.choice(failures), "layer", "failure"))
    project.fails_at = place


def _shapes(project: Project) -> Iterator[str]:
    stages, needed = project.stages, project.needed()
    yield "several_stages" if len(stages) > 1 else "sole_stage"
    users = Counter(n for stage in stages for n in {*stage.takes, stage.parent} - {None})
    told = {
        "named_stage": any(stage.name for stage in stages),
        "unused_stage": len(needed) < len(stages),
        "shared_stage": any(count > 1 for count in users.values()),
        "stage_upon_a_stage": any(stage.parent is not None for stage in stages),
        "base_by_argument": any("$" in stage.base for stage in stages),
        "base_scratch": any(stage.base == "scratch" for stage in stages),
        "base_with_more": any(stage.base == "lab/script" for stage in stages),
        "target": project.target is not None,
        "directive": "# check=skip=all" in project.head,
        "no_layer_of_its_own": not any(line.kind == "layer" for line in stages[-1].lines),
    }
    yield from (name for name, true in told.items() if true)
