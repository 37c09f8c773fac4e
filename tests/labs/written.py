"""What an exercise says."""

from collections.abc import Iterator

from labs.exercise import Exercise


def prose(exercise: Exercise) -> Iterator[str]:
    """All that a learner reads in it, but what an action is called."""
    matter = exercise.matter
    yield from (matter.title, matter.summary, exercise.intro, exercise.outcome)
    for question in exercise.questions():
        told = question.evidence
        yield from (question.text, told.right, told.wrong, told.skipped)
        yield from (text for option in question.options for text in (option.text, option.why))
    yield from (text for edit in matter.edits for text in (edit.title, edit.text))
    for task in matter.tasks:
        yield from (task.title, task.goal, *task.hints, *(wrong.feedback for wrong in task.wrong))
