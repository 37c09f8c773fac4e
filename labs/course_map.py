"""How far a learner has come, exercise by exercise."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

from builds.models import Learner, Status
from labs import catalogue
from labs.course import core, course, sort
from labs.exercise import Exercise
from labs.level import level
from labs.mastery import Mastery, mastery
from labs.models import Attempt, Card, Prediction
from labs.pages import ProsePage, pages
from labs.quiz import bank
from labs.shown import url


class State(StrEnum):
    """Of an exercise. It is done when it was built and each of its tasks is solved."""

    NOT_BEGUN = gettext_noop("not begun")
    PREDICTED = gettext_noop("predicted")
    BUILT = gettext_noop("built")
    DONE = gettext_noop("done")

    @property
    def word(self) -> str:
        return gettext(self.value)


class Stop(NamedTuple):
    """An exercise on the map. `next` marks the one to go on with."""

    title: str
    url: str
    sort: str
    level: str
    minutes: int
    core: bool
    state: State
    solved: int
    tasks: int
    next: bool


class Stage(NamedTuple):
    """A step of the course, with the pages to read there; those without a number stand around the seven."""

    number: int | None
    title: str
    result: str
    stops: list[Stop]
    pages: list[ProsePage]
    questions: int = 0
    answered: int = 0
    mastery: Mastery | None = None

    @property
    def minutes(self) -> int:
        """Without the questions."""
        return sum(stop.minutes for stop in self.stops) + sum(page.front.minutes for page in self.pages)


class CourseMap(NamedTuple):
    """`minutes` and `done` count the core path alone."""

    stages: list[Stage]
    next: Stop | None
    minutes: int
    done: int
    core: int


def draw(learner: Learner) -> CourseMap:
    """Six queries, however long the course is."""
    built: dict[str, bool] = defaultdict(bool)
    for made in Prediction.objects.filter(learner=learner).select_related("operation"):
        built[made.exercise] |= made.operation.status == Status.COMPLETED
    passed = Attempt.objects.filter(learner=learner, passed=True)
    solved: dict[str, set[str]] = defaultdict(set)
    for exercise, task in passed.values_list("exercise", "task").distinct():
        solved[exercise].add(task)
    path = [one.slug for one in core()]
    states = {one.slug: _state(one, built, solved[one.slug]) for one in catalogue.exercises()}
    ahead = next((slug for slug in path if states[slug] != State.DONE), None)
    stops = [
        (one, _stop(one, states[one.slug], solved[one.slug], one.slug in path, one.slug == ahead))
        for one in catalogue.exercises()
    ]
    answered = set(Card.objects.filter(learner=learner).values_list("item", flat=True))
    return CourseMap(
        stages=list(_stages(stops, answered, mastery(learner))),
        next=next((stop for _, stop in stops if stop.next), None),
        minutes=sum(stop.minutes for _, stop in stops if stop.core),
        done=sum(states[slug] == State.DONE for slug in path),
        core=len(path),
    )


def _state(exercise: Exercise, built: dict[str, bool], solved: Collection[str]) -> State:
    if exercise.slug not in built:
        return State.NOT_BEGUN
    if not built[exercise.slug]:
        return State.PREDICTED
    return State.DONE if {task.id for task in exercise.tasks} <= set(solved) else State.BUILT


def _stop(exercise: Exercise, state: State, solved: Collection[str], is_core: bool, ahead: bool) -> Stop:
    matter, ids = exercise.matter, [task.id for task in exercise.tasks]
    return Stop(
        title=matter.title,
        url=url(exercise),
        sort=sort(exercise),
        level=level(matter.difficulty),
        minutes=matter.minutes,
        core=is_core,
        state=state,
        solved=sum(task in solved for task in ids),
        tasks=len(ids),
        next=ahead,
    )


def _stages(
    stops: list[tuple[Exercise, Stop]], answered: Collection[str], mastered: Mapping[int, Mastery]
) -> Iterator[Stage]:
    yield Stage(
        None, gettext("Before you begin"), gettext("You know the words and the picture."), [], _pages(0)
    )
    for number, step in enumerate(course().steps, 1):
        here = [stop for one, stop in stops if one.matter.step == number]
        ids = [item.id for item in bank.of_step(number)]
        done = sum(name in answered for name in ids)
        yield Stage(
            number, step.title, step.result, here, _pages(number), len(ids), done, mastered.get(number)
        )
    if rest := [stop for one, stop in stops if one.matter.step is None]:
        yield Stage(None, gettext("More"), "", rest, [])


def _pages(step: int) -> list[ProsePage]:
    return [page for page in pages() if page.front.step == step]
