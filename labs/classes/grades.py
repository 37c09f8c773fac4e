"""The grade book: a row for each participant, a column for each task and each question of the course."""

import csv
import io
import uuid
from collections.abc import Iterator

from labs import catalogue
from labs.classes.models import Classroom
from labs.models import Attempt, Prediction

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would calculate, or run, where a cell begins with it."""


def as_csv(classroom: Classroom) -> str:
    """Of a task 1 where it is solved, else 0 where it was tried; of a question 1 for right, 0 for wrong;
    empty for neither. A right answer is what the lab's own start gives."""
    written = io.StringIO()
    rows = csv.writer(written, quoting=csv.QUOTE_ALL)
    for row in _rows(classroom):
        rows.writerow(_plain(cell) for cell in row)
    return written.getvalue()


def _plain(cell: object) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def _rows(classroom: Classroom) -> Iterator[list[object]]:
    exercises = catalogue.exercises()
    tasks = [(one.slug, task.id) for one in exercises for task in one.tasks]
    questions = [(one.slug, question) for one in exercises for question in one.questions()]
    yield [
        *("nickname", "joined", "tasks solved", "questions right"),
        *(f"task {slug}/{task}" for slug, task in tasks),
        *(f"question {slug}/{question.id}" for slug, question in questions),
    ]
    for participant in classroom.participants.all():
        solved, said = _solved(participant.learner_id), _said(participant.learner_id)
        done = [solved.get(task, "") for task in tasks]
        right = [
            "" if (answer := said.get((slug, asked.id))) is None else int(answer == asked.evidence.answer)
            for slug, asked in questions
        ]
        joined = participant.joined_at.isoformat(timespec="seconds")
        yield [participant.nickname, joined, done.count(1), right.count(1), *done, *right]


def _solved(learner: uuid.UUID) -> dict[tuple[str, str], int]:
    graded = Attempt.objects.filter(learner=learner, passed__isnull=False).order_by("passed")
    return {
        (slug, task): int(bool(passed))
        for slug, task, passed in graded.values_list("exercise", "task", "passed")
    }


def _said(learner: uuid.UUID) -> dict[tuple[str, str], str]:
    made = Prediction.objects.filter(learner=learner).exclude(answer="")
    return {
        (slug, asked): answer for slug, asked, answer in made.values_list("exercise", "question", "answer")
    }
