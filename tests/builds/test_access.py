import uuid

import pytest

from builds.access import find_operation, may_see
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
