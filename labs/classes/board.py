"""How a class is doing: who is where, who is stuck, and what they predicted of each question."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from builds.models import Operation
from labs import catalogue
from labs.classes.models import Classroom, Participant
from labs.exercise import Exercise, Question
from labs.models import Attempt, CardAnswer, Prediction
from labs.prose import inline

STUCK = datetime.timedelta(minutes=5)


class Seat(NamedTuple):
    """A participant. `progress_at` is when they last came on: joined, predicted, solved a task or answered a
    question; `active_at` when they last built or handed in anything; `tries` counts that since the progress.
    `place` is the title of the lab they were last in, empty before the first."""

    participant: Participant
    place: str
    solved: int
    progress_at: datetime.datetime
    active_at: datetime.datetime
    tries: int
    stuck: bool


class Tally(NamedTuple):
    """An option: how many have `chosen` it, and their mean confidence from 1 to 3, None where nobody said."""

    html: str
    right: bool
    chosen: int
    confidence: float | None
    why: str


class Asked(NamedTuple):
    """A question that somebody of the class was asked. `right` and `answered` count answers."""

    exercise: str
    url: str
    html: str
    options: list[Tally]
    answered: int
    right: int
    skipped: int


@dataclass
class _Trail:
    """What one learner did: in which labs, when they came on, when they began anything."""

    places: list[tuple[datetime.datetime, str]] = field(default_factory=list)
    progress: list[datetime.datetime] = field(default_factory=list)
    begun: list[datetime.datetime] = field(default_factory=list)
    solved: set[tuple[str, str]] = field(default_factory=set)


def seats(classroom: Classroom, now: datetime.datetime) -> list[Seat]:
    """Those who are stuck first, the longest of them at the top. Five queries, however many there are."""
    present = list(classroom.participants.all())
    trails = _trails([one.learner_id for one in present])
    found = [_seat(one, trails[one.learner_id], now) for one in present]
    return sorted(found, key=lambda seat: (not seat.stuck, seat.progress_at))


def _trails(learners: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, _Trail]:
    trails: dict[uuid.UUID, _Trail] = defaultdict(_Trail)
    for made in Prediction.objects.filter(learner__in=learners):
        trails[made.learner_id].places.append((made.committed_at, made.exercise))
        if made.question:
            trails[made.learner_id].progress.append(made.committed_at)
    for attempt in Attempt.objects.filter(learner__in=learners).order_by("created_at"):
        trail, task = trails[attempt.learner_id], (attempt.exercise, attempt.task)
        trail.places.append((attempt.created_at, attempt.exercise))
        if attempt.passed and task not in trail.solved:
            trail.solved.add(task)
            trail.progress.append(attempt.created_at)
    answers = CardAnswer.objects.filter(card__learner__in=learners)
    for learner, at in answers.values_list("card__learner", "answered_at"):
        trails[learner].progress.append(at)
    begun = Operation.objects.filter(learner__in=learners)
    for learner, at in begun.values_list("learner", "created_at"):
        trails[learner].begun.append(at)
    return trails


def _seat(participant: Participant, trail: _Trail, now: datetime.datetime) -> Seat:
    came_on = max([participant.joined_at, *trail.progress])
    exercise = catalogue.find(max(trail.places)[1]) if trail.places else None
    return Seat(
        participant=participant,
        place=exercise.matter.title if exercise else "",
        solved=len(trail.solved),
        progress_at=came_on,
        active_at=max([came_on, *trail.begun]),
        tries=sum(at > came_on for at in trail.begun),
        stuck=now - came_on >= STUCK,
    )


def questions(classroom: Classroom) -> list[Asked]:
    """In the order of the course; only those that were asked."""
    who = classroom.participants.values("learner")
    made: dict[tuple[str, str], list[Prediction]] = defaultdict(list)
    for one in Prediction.objects.filter(learner__in=who).exclude(question=""):
        made[one.exercise, one.question].append(one)
    return [
        _asked(exercise, question, said)
        for exercise in catalogue.exercises()
        for question in exercise.questions()
        if (said := made.get((exercise.slug, question.id)))
    ]


def _asked(exercise: Exercise, question: Question, said: Sequence[Prediction]) -> Asked:
    options = [_tally(question, option.value, said) for option in question.options]
    return Asked(
        exercise=exercise.matter.title,
        url=f"/labs/{exercise.slug}",
        html=inline(question.text),
        options=options,
        answered=sum(not one.skipped for one in said),
        right=sum(option.chosen for option in options if option.right),
        skipped=sum(one.skipped for one in said),
    )


def _tally(question: Question, value: str, said: Iterable[Prediction]) -> Tally:
    option = next(one for one in question.options if one.value == value)
    said_so = [one for one in said if one.answer == value]
    sure = [one.confidence for one in said_so if one.confidence is not None]
    return Tally(
        html=inline(option.text),
        right=value == question.evidence.answer,
        chosen=len(said_so),
        confidence=sum(sure) / len(sure) if sure else None,
        why=option.why,
    )
