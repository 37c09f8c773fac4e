"""Who may see an operation: its owner, who may also change it, and whoever has the id of its share."""

import uuid

from builds.models import Kind, Learner, Operation, Share

SHOWN = (Kind.BUILD, Kind.IMAGE)
"""What is looked at as a build is, on its page and below /api/builds/."""


def may_see(learner: Learner | None, operation: Operation) -> bool:
    return learner is not None and operation.learner_id == learner.pk


def find_operation(learner: Learner, operation_id: uuid.UUID, *kinds: Kind) -> Operation:
    """Of any kind where none is named. Raises Operation.DoesNotExist also for what this learner may not see:
    not even that it exists."""
    operation = Operation.objects.select_related("learner").get(pk=operation_id)
    if kinds and operation.kind not in kinds:
        raise Operation.DoesNotExist(f"operation {operation_id} is a {operation.kind}")
    if not may_see(learner, operation):
        raise Operation.DoesNotExist(f"no operation {operation_id} of this learner")
    return operation


def find_shared(share_id: uuid.UUID) -> Operation:
    """To be looked at only. Raises Operation.DoesNotExist for what was never shared, or is no more."""
    return Operation.objects.select_related("learner").get(share=share_id)


def is_shared(share_id: uuid.UUID) -> bool:
    return Share.objects.filter(pk=share_id).exists()


def share(operation: Operation) -> Share:
    """The operation's one share: the same until it is revoked, and never the same again afterwards."""
    return Share.objects.get_or_create(operation=operation)[0]


def revoke(operation: Operation) -> None:
    Share.objects.filter(operation=operation).delete()


def address_of(operation: Operation) -> str | None:
    """Where it is shared, as a path of this site; None where it is not."""
    found = Share.objects.filter(operation=operation).first()
    return found.get_absolute_url() if found else None
