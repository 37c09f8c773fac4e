"""What is wrong with a question of the bank that its types cannot say."""

from collections.abc import Iterator, Mapping

from labs.exercise import Exercise
from labs.quiz.item import Item, Multiple, Number, Order, Single
from labs.quiz.trial import tried


def faults(item: Item, course: Mapping[str, Exercise]) -> Iterator[tuple[str, str]]:
    """As field and message. `course` has the exercises that may be named as proofs."""
    yield from _answer_faults(item)
    proof = item.proof
    exercise = course.get(proof.exercise)
    if exercise is None:
        yield ".proof.exercise", f"expected an exercise of the course, got {proof.exercise!r}"
        return
    if proof.edit and proof.edit not in {edit.id for edit in exercise.matter.edits}:
        yield ".proof.edit", f"expected an edit of {exercise.slug}, got {proof.edit!r}"
    if not (proof.edit or proof.question or proof.how):
        yield ".proof", "expected an edit, a question, or words on how the exercise's build proves it"
    for place, trial in enumerate(proof.trials):
        try:
            tried(trial, exercise)
        except ValueError as error:
            yield f".proof.trials[{place}]", str(error)
    if proof.question:
        yield from _agreement_faults(item, exercise)


def _answer_faults(item: Item) -> Iterator[tuple[str, str]]:
    match item:
        case Single(options=options):
            if (right := sum(option.right for option in options)) != 1:
                yield ".options", f"expected one right option, got {right}"
        case Multiple(options=options):
            if not 0 < sum(option.right for option in options) < len(options):
                yield ".options", "expected options that are right, and some that are wrong"
        case Number(answer=answer, wrong=wrong):
            if answer in {miss.value for miss in wrong}:
                yield ".wrong", f"expected wrong numbers, got {answer}"
        case Order():
            pass
    texts = [one.text for one in getattr(item, "options", getattr(item, "places", ()))]
    if len(texts) != len(set(texts)):
        yield ".options", "expected a text of its own for each"


def _agreement_faults(item: Item, exercise: Exercise) -> Iterator[tuple[str, str]]:
    question = exercise.question(item.proof.question or "")
    if question is None:
        yield ".proof.question", f"expected a question of {exercise.slug}, got {item.proof.question!r}"
        return
    proven, said = question.evidence.answer, _values(item)
    if said != {proven}:
        yield ".proof.question", f"{exercise.slug} proves {proven!r}, but the right answer here is {said}"


def _values(item: Item) -> set[str]:
    match item:
        case Single(options=options) | Multiple(options=options):
            return {option.value for option in options if option.right}
        case Number(answer=answer):
            return {str(answer)}
        case Order():
            return set()
