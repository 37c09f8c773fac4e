"""A question's options as a learner meets them: under opaque ids, in an order of the learner's own."""

import hashlib

from labs.exercise import Exercise, Option, Question


def shuffled(exercise: Exercise, question: Question, seed: str) -> list[tuple[str, Option]]:
    """With their ids. The same seed gives the same order, whatever order the author wrote."""
    named = [(option_id(exercise, question, option.value), option) for option in question.options]
    return sorted(named, key=lambda pair: _hash(seed, question.id, pair[0]))


def option_id(exercise: Exercise, question: Question, value: str) -> str:
    """Says nothing about the value to who does not know the exercise."""
    return _hash(exercise.slug, question.id, value)[:10]


def value_of(exercise: Exercise, question: Question, name: str) -> str | None:
    """The inverse of `option_id`."""
    values = (option.value for option in question.options)
    return next((value for value in values if option_id(exercise, question, value) == name), None)


def _hash(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
