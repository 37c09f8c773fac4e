import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

OPEN = ("queued", "running")
LOST = "The site was renewed before your answer was judged. Hand it in again."


def stop_open(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Their graders are gone, and nobody would go on."""
    apps.get_model("labs", "Attempt").objects.filter(status__in=OPEN).update(status="stopped", message=LOST)


class Migration(migrations.Migration):
    dependencies = [
        ("builds", "0013_task"),
        ("labs", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(stop_open, migrations.RunPython.noop),
        migrations.RemoveConstraint("attempt", "attempt_status_known"),
        migrations.AlterField(
            "attempt",
            "status",
            models.CharField(
                choices=[
                    ("queued", "Queued"),
                    ("taken", "Taken"),
                    ("graded", "Graded"),
                    ("stopped", "Stopped"),
                ],
                default="queued",
                max_length=16,
            ),
        ),
        migrations.AddField("attempt", "lease_until", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "attempt",
            models.CheckConstraint(
                condition=Q(status__in=["queued", "taken", "graded", "stopped"]), name="attempt_status_known"
            ),
        ),
        migrations.AddConstraint(
            "attempt",
            models.CheckConstraint(
                condition=Q(status="taken", lease_until__isnull=False)
                | ~Q(status="taken") & Q(lease_until=None),
                name="attempt_taken_has_a_lease",
            ),
        ),
        migrations.RemoveConstraint("attemptbuild", "attempt_build_once"),
        migrations.RenameModel("AttemptBuild", "AttemptOperation"),
        migrations.AlterField(
            "attemptoperation",
            "attempt",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="operations", to="labs.attempt"
            ),
        ),
        migrations.AddConstraint(
            "attemptoperation",
            models.UniqueConstraint(fields=["attempt", "label"], name="attempt_operation_once"),
        ),
    ]
