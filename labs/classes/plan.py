"""A lesson of 50 minutes about a step of the course, made of what the course says itself."""

from collections.abc import Iterator
from typing import NamedTuple

from labs import catalogue
from labs.course import course
from labs.exercise import Exercise, Question
from labs.pages import ProsePage, pages
from labs.prose import inline
from labs.quiz import bank
from labs.quiz.shown import recorded_at

MINUTES = 50
OPENING = CLOSING = 5
SLOWER = 1.5
"""A room takes longer than somebody alone, for whom a lab's minutes are meant."""
TALK = 4
"""Minutes to talk about a lab, at least."""


class Choice(NamedTuple):
    """An option of a question, and what whoever chose it should hear."""

    html: str
    right: bool
    why: str


class Asking(NamedTuple):
    html: str
    choices: list[Choice]


class Mistake(NamedTuple):
    """One that is known of a task."""

    task: str
    html: str


class Part(NamedTuple):
    """A lab in class: alone for `work` minutes from minute `begin` on, then `talk` minutes together."""

    title: str
    url: str
    begin: int
    work: int
    talk: int
    questions: list[Asking]
    mistakes: list[Mistake]


class Fallback(NamedTuple):
    """A recorded build, for when no engine can be had."""

    title: str
    url: str


class Plan(NamedTuple):
    """`closing` is the minute at which to ask the step's questions, `again` of them; `home` is what
    the lesson has no room for."""

    step: int
    title: str
    result: str
    parts: list[Part]
    closing: int
    again: int
    home: list[tuple[str, str]]
    fallbacks: list[Fallback]


def plan(step: int) -> Plan:
    """For steps 1 to 7."""
    frame = course().steps[step - 1]
    labs = [one for one in catalogue.exercises() if one.matter.step == step]
    taught = _fitting(labs)
    return Plan(
        step=step,
        title=frame.title,
        result=frame.result,
        parts=list(_parts(taught)),
        closing=MINUTES - CLOSING,
        again=len(bank.of_step(step)),
        home=[
            *((one.matter.title, _url(one)) for one in labs if one not in taught),
            *((page.front.title, page.url) for page in _pages(step)),
        ],
        fallbacks=list(_fallbacks(step)),
    )


def _fitting(labs: list[Exercise]) -> list[Exercise]:
    """The first in the order of the course, as far as there is time; one at least."""
    room, taught = MINUTES - OPENING - CLOSING, list[Exercise]()
    for lab in labs:
        room -= _work(lab) + TALK
        if taught and room < 0:
            break
        taught.append(lab)
    return taught


def _parts(labs: list[Exercise]) -> Iterator[Part]:
    """What time is left is for talking, in equal shares; the last lab has the rest."""
    rest = MINUTES - OPENING - CLOSING - sum(map(_work, labs))
    begin = OPENING
    for place, lab in enumerate(labs, 1):
        talk = rest // len(labs) + (rest % len(labs) if place == len(labs) else 0)
        yield Part(
            title=lab.matter.title,
            url=_url(lab),
            begin=begin,
            work=_work(lab),
            talk=talk,
            questions=[_asking(question) for question in lab.questions()],
            mistakes=[
                Mistake(task.matter.title, inline(wrong.feedback))
                for task in lab.tasks
                for wrong in task.matter.wrong
            ],
        )
        begin += _work(lab) + talk


def _work(lab: Exercise) -> int:
    return round(lab.matter.minutes * SLOWER)


def _asking(question: Question) -> Asking:
    right = question.evidence.answer
    return Asking(
        inline(question.text),
        [Choice(inline(one.text), one.value == right, inline(one.why)) for one in question.options],
    )


def _fallbacks(step: int) -> Iterator[Fallback]:
    """Of the questions that can be read without a picture."""
    for item in bank.of_step(step):
        if item.case is None and (url := recorded_at(item, 0)):
            yield Fallback(inline(item.text), url)


def _pages(step: int) -> list[ProsePage]:
    return [page for page in pages() if page.front.step == step]


def _url(lab: Exercise) -> str:
    return f"/labs/{lab.slug}"
