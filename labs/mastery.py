"""Which steps of the course a learner has mastered: shown in two labs, and recalled another day."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from builds.models import Learner
from labs import catalogue
from labs.exercise import Exercise
from labs.models import Attempt, CardAnswer, Prediction
from labs.quiz import bank

LABS = 2


class Mastery(NamedTuple):
    """Of a step: in how many labs the learner predicted rightly or solved a task, how many are wanted, and
    whether a question on a Dockerfile not seen before was answered rightly on a later day."""

    shown: int
    wanted: int
    recalled: bool

    @property
    def complete(self) -> bool:
        return self.shown == self.wanted and self.recalled


def mastery(learner: Learner) -> dict[int, Mastery]:
    """By number of the step. Three queries, however long the course is."""
    labs = _labs_by_step(catalogue.exercises())
    right = _rightly_predicted(learner) | _solved(learner)
    recalled = _recalled(learner)
    return {
        step: Mastery(min(len(labs[step] & right), LABS), min(len(labs[step]), LABS), step in recalled)
        for step in sorted(labs)
    }


def _labs_by_step(exercises: Iterable[Exercise]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for exercise in exercises:
        if exercise.matter.step is not None:
            found[exercise.matter.step].add(exercise.slug)
    return found


def _rightly_predicted(learner: Learner) -> set[str]:
    answers = {
        (exercise.slug, question.id): question.evidence.answer
        for exercise in catalogue.exercises()
        for question in exercise.questions()
    }
    said = Prediction.objects.filter(learner=learner).exclude(answer="")
    return {
        exercise
        for exercise, question, answer in said.values_list("exercise", "question", "answer")
        if answers.get((exercise, question)) == answer
    }


def _solved(learner: Learner) -> set[str]:
    passed = Attempt.objects.filter(learner=learner, passed=True)
    return set(passed.values_list("exercise", flat=True).distinct())


def _recalled(learner: Learner) -> set[int]:
    steps = {item.id: item.step for item in bank.items() if item.delayed}
    right = CardAnswer.objects.filter(card__learner=learner, card__item__in=steps, right=True)
    return {steps[name] for name in right.values_list("card__item", flat=True).distinct()}
