"""Who may see an operation."""

import uuid

from builds.models import Kind, Learner, Operation


def may_see(learner: Learner | None, operation: Operation) -> bool:
    return learner is not None and operation.learner_id == learner.pk


def find_operation(learner: Learner, operation_id: uuid.UUID, kind: Kind | None = None) -> Operation:
    """Of any kind where none is named. Raises Operation.DoesNotExist also for what this learner may not see:
    not even that it exists."""
    operation = Operation.objects.select_related("learner").get(pk=operation_id)
    if kind is not None and operation.kind != kind:
        raise Operation.DoesNotExist(f"operation {operation_id} is no {kind}")
    if not may_see(learner, operation):
        raise Operation.DoesNotExist(f"no operation {operation_id} of this learner")
    return operation
