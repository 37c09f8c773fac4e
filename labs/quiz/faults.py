"""What is wrong with a question of the bank, or with a case, that its types cannot say."""

import re
from collections.abc import Iterator, Mapping

from labs.exercise import Exercise
from labs.quiz.case import Case, worded
from labs.quiz.item import Item, MarkSheets, MarkSteps, Multiple, Number, Order, Single
from labs.quiz.trial import tried


def case_faults(case: Case) -> Iterator[tuple[str, str]]:
    """As field and message."""
    words = case.variants[0].keys()
    for variant, one in enumerate(case.variants):
        if one.keys() != words:
            yield f"$.variants[{variant}]", f"expected the words {', '.join(words)}; got {', '.join(one)}"
            return
        try:
            case.built(variant)
        except ValueError as error:
            yield f"$.variants[{variant}]", str(error)


def faults(
    item: Item, course: Mapping[str, Exercise], cases: Mapping[str, Case]
) -> Iterator[tuple[str, str]]:
    """As field and message. `course` has the exercises that may be named as proofs."""
    yield from _case_faults(item, cases)
    yield from _answer_faults(item)
    proof = item.proof
    exercise = course.get(proof.exercise)
    if exercise is None:
        yield ".proof.exercise", f"expected an exercise of the course, got {proof.exercise!r}"
        return
    if proof.edit and proof.edit not in {edit.id for edit in exercise.matter.edits}:
        yield ".proof.edit", f"expected an edit of {exercise.slug}, got {proof.edit!r}"
    if not (proof.edit or proof.question or proof.how or item.case):
        yield ".proof", "expected an edit, a question, or words on how the exercise's build proves it"
    for place, trial in enumerate(proof.trials):
        try:
            tried(trial, exercise)
        except ValueError as error:
            yield f".proof.trials[{place}]", str(error)
    if proof.question:
        yield from _agreement_faults(item, exercise)


def _case_faults(item: Item, cases: Mapping[str, Case]) -> Iterator[tuple[str, str]]:
    marking = isinstance(item, MarkSteps | MarkSheets)
    if item.proof.case is not None and item.proof.case not in cases:
        yield ".proof.case", f"expected a case of the bank, got {item.proof.case!r}"
    if item.case is None:
        if marking or item.decided_by or item.delayed:
            yield ".case", "expected the case that this is about"
        return
    case = cases.get(item.case)
    if case is None:
        yield ".case", f"expected a case of the bank, got {item.case!r}"
        return
    builds = len(case.builds)
    if not -builds <= item.at < builds or not 0 <= item.shown < builds:
        yield ".at", f"expected one of the case's {builds} builds"
    if not marking and item.decided_by is None:
        yield ".decided_by", "expected the fact that decides in the case's build"
    if getattr(item, "choices", ()):
        yield ".choices", "expected none, as the recorded build has them"
    if left := set(re.findall(r"~([\w ]+)~", repr(worded(item, case.variants[0])))) - {"value"}:
        yield ".text", f"expected words of the case's variants, got {', '.join(sorted(left))}"


def _answer_faults(item: Item) -> Iterator[tuple[str, str]]:
    match item:
        case Single(options=options, case=str()):
            if any(option.right or not option.value for option in options):
                yield ".options", "expected the value of each, and none called right: the build decides"
        case Single(options=options):
            if (right := sum(option.right for option in options)) != 1:
                yield ".options", f"expected one right option, got {right}"
        case Multiple(options=options):
            if not 0 < sum(option.right for option in options) < len(options):
                yield ".options", "expected options that are right, and some that are wrong"
        case Number(answer=answer, wrong=wrong):
            if (answer is None) != (item.case is not None):
                yield ".answer", "expected the right number, or a case whose build gives it"
            if answer in {miss.value for miss in wrong}:
                yield ".wrong", f"expected wrong numbers, got {answer}"
        case Order() | MarkSteps() | MarkSheets():
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
        case Order() | MarkSteps() | MarkSheets():
            return set()
