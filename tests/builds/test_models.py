import io
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from builds.models import Learner, Operation
from tests.builds.operations import claimed, queued

pytestmark = pytest.mark.django_db


def test_migrations_say_all_that_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=io.StringIO())


@pytest.mark.django_db(transaction=True)
def test_migrations_can_be_taken_back() -> None:
    start = [("builds", None), ("api", None)]
    try:
        MigrationExecutor(connection).migrate(start)
        assert "builds_operation" not in connection.introspection.table_names()
    finally:
        call_command("migrate", verbosity=0)
    assert "builds_operation" in connection.introspection.table_names()


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "done"},
        {"kind": "bake"},
        {"status": "running"},
        {"status": "completed"},
        {"ended_at": timezone.now()},
        {"claim": uuid.uuid4()},
        {"lease_until": timezone.now()},
    ],
    ids=lambda columns: "-".join(columns),
)
def test_the_database_refuses_what_makes_no_sense(columns: dict[str, object]) -> None:
    operation = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Operation.objects.filter(pk=operation.pk).update(**columns)


def test_a_learner_has_one_claimed_operation() -> None:
    learner = Learner.objects.create()
    claimed(learner)
    second = queued(learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Operation.objects.filter(pk=second.pk).update(claim=uuid.uuid4(), lease_until=timezone.now())


def test_the_database_has_a_write_ahead_log() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
