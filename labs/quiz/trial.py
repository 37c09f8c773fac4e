"""What a proof's trials build."""

from labs.deciding.containers import Ended, Moved, Stdout, WrittenBytes, WrittenPath
from labs.exercise import Context, Exercise, edited
from labs.quiz.item import Item, Trial

OF_CONTAINERS = (Stdout, WrittenPath, WrittenBytes, Moved, Ended)


def tried(trial: Trial, exercise: Exercise) -> Context:
    """Raises ValueError where there is no such edit, or nothing to change."""
    context = exercise.start
    if trial.edit is not None:
        edit = next((edit for edit in exercise.matter.edits if edit.id == trial.edit), None)
        if edit is None:
            raise ValueError(f"expected an edit of {exercise.slug}, got {trial.edit!r}")
        context = edited(context, edit.changes)
    return edited(context, trial.changes)


def proving(item: Item, exercise: Exercise) -> list[Context]:
    """The builds that prove the answer, one after the other: its trials, or the exercise's start and edit.

    None where a case's do, or where what decides is not in a build but in a container.
    """
    proof = item.proof
    question = exercise.question(proof.question or "")
    if item.case or proof.case or (question and isinstance(question.evidence.fact, OF_CONTAINERS)):
        return []
    if proof.trials:
        return [tried(trial, exercise) for trial in proof.trials]
    edits = [tried(Trial(edit=proof.edit), exercise)] if proof.edit else []
    return [exercise.start, *edits]
