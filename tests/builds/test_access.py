import uuid

import pytest

from builds.access import address_of, find_operation, find_shared, is_shared, may_see, revoke, share
from builds.models import Learner, Operation
from tests.builds.operations import queued

pytestmark = pytest.mark.django_db


def test_only_the_owner_sees_an_operation() -> None:
    operation = queued()
    other = Learner.objects.create()
    assert find_operation(operation.learner, operation.pk) == operation
    assert may_see(operation.learner, operation)
    assert not may_see(other, operation)
    assert not may_see(None, operation)
    for wanted in (operation.pk, uuid.uuid4()):
        with pytest.raises(Operation.DoesNotExist):
            find_operation(other, wanted)


def test_a_share_leads_to_its_operation_until_it_is_revoked() -> None:
    operation = queued()
    made = share(operation)
    assert share(operation) == made
    assert (find_shared(made.pk), is_shared(made.pk)) == (operation, True)
    assert address_of(operation) == f"/shared/{made.pk}"
    revoke(operation)
    assert (address_of(operation), is_shared(made.pk)) == (None, False)
    with pytest.raises(Operation.DoesNotExist):
        find_shared(made.pk)
    assert share(operation).pk != made.pk


def test_neither_an_operations_id_nor_another_share_opens_it() -> None:
    operation, other = queued(), queued()
    share(other)
    for guess in (operation.pk, operation.learner_id, uuid.uuid4()):
        with pytest.raises(Operation.DoesNotExist):
            find_shared(guess)
