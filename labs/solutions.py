"""When a learner may look at a task's solution, and what is shown of it: only after trying."""

from builds.models import Learner
from labs.bodies import SolutionBody
from labs.exercise import DOCKERFILE, Task
from labs.models import Attempt, AttemptStatus

TRIES = 2
"""Answers judged. One that is right is enough."""


def open_to(learner: Learner, slug: str, task: str) -> bool:
    made = Attempt.objects.filter(
        learner=learner, exercise=slug, task=task, status=AttemptStatus.GRADED
    ).values_list("passed", flat=True)
    return len(made) >= TRIES or any(made)


def solution(task: Task) -> SolutionBody:
    """The files that are other ones than at the start."""
    before = {DOCKERFILE: task.start.dockerfile, **task.start.files}
    after = {DOCKERFILE: task.solution.dockerfile, **task.solution.files}
    return SolutionBody({path: file for path, file in after.items() if before.get(path) != file})
