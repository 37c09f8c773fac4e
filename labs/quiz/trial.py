"""What a proof's trial builds."""

from labs.exercise import Context, Exercise, edited
from labs.quiz.item import Trial


def tried(trial: Trial, exercise: Exercise) -> Context:
    """Raises ValueError where there is no such edit, or nothing to change."""
    context = exercise.start
    if trial.edit is not None:
        edit = next((edit for edit in exercise.matter.edits if edit.id == trial.edit), None)
        if edit is None:
            raise ValueError(f"expected an edit of {exercise.slug}, got {trial.edit!r}")
        context = edited(context, edit.changes)
    return edited(context, trial.changes)
