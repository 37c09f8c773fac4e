"""Predictions beside what happened: one sentence, and the one fact that decides."""

from collections.abc import Mapping
from typing import Literal

import msgspec
from django.utils.translation import gettext, gettext_noop

from builds.state import StepState
from labs.deciding import Found, find
from labs.exercise import Option, Question
from labs.facts import BuildFacts

Guess = Literal["cached", "rebuilt"]
GUESSES: Mapping[Guess, str] = {"cached": gettext_noop("cached"), "rebuilt": gettext_noop("rebuilt")}
Outcome = Literal["right", "wrong", "skipped", "undecided"]
UNDECIDED = gettext_noop(
    "This build does not answer the question. Start from the lab's own files, and build again."
)


class Judgement(msgspec.Struct, frozen=True):
    """`right` and `said` are options' values; `feedback` is Markdown."""

    outcome: Outcome
    sentence: str
    fact: Found | None = None
    said: str | None = None
    right: str | None = None
    feedback: str = ""


class StepVerdict(msgspec.Struct, frozen=True):
    """`was` is None for a step that did not get to its end."""

    step: int
    said: Guess
    was: Guess | None

    @property
    def called(self) -> bool:
        return self.said == self.was


def judge(question: Question, answer: str, facts: BuildFacts) -> Judgement:
    """`answer` is an option's value, empty where the learner skipped."""
    found, said = find(question.evidence.fact, facts), _option(question, answer)
    right = _option(question, found.value) if found else None
    if found is None or right is None:
        return Judgement("undecided", gettext(UNDECIDED), found, said.value if said else None)
    words = {"value": found.value, "said": said.text if said else "", "right": right.text}
    if said is None:
        return Judgement("skipped", question.evidence.skipped.format_map(words), found, None, right.value)
    if said is right:
        sentence = question.evidence.right.format_map(words)
        return Judgement("right", sentence, found, said.value, right.value, said.why)
    sentence = question.evidence.wrong.format_map(words)
    return Judgement("wrong", sentence, found, said.value, right.value, said.why)


def compare(guesses: Mapping[str, Guess], steps: list[StepState]) -> list[StepVerdict]:
    """In order of steps, those only that this build has."""
    said = {int(step): guess for step, guess in guesses.items() if int(step) < len(steps)}
    return [StepVerdict(index, said[index], _was(steps[index])) for index in sorted(said)]


def first_miss(verdicts: list[StepVerdict], steps: list[StepState]) -> str | None:
    """A sentence about the first step that went otherwise than predicted."""
    missed = next((one for one in verdicts if one.was and not one.called), None)
    if missed is None:
        return None
    step = steps[missed.step]
    reason = f" ({step.reason.text})" if step.reason else ""
    words = {"said": gettext(GUESSES[missed.said]), "was": gettext(GUESSES[missed.was or missed.said])}
    return gettext("You said {said}; it was {was}").format(**words) + f"{reason}: {step.instruction}"


def _was(step: StepState) -> Guess | None:
    if step.cached is None:
        return None
    return "cached" if step.cached else "rebuilt"


def _option(question: Question, value: str) -> Option | None:
    return next((option for option in question.options if option.value == value), None)
