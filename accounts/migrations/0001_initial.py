from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

TOKEN = migrations.CreateModel(
    name="Token",
    fields=[
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("sha256", models.CharField(max_length=64, unique=True)),
        ("created_at", models.DateTimeField(auto_now_add=True)),
        (
            "learner",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="tokens", to="builds.learner"
            ),
        ),
    ],
    options={"db_table": "api_token"},
)


class Migration(migrations.Migration):
    """Tokens were the API's; their table stays, under another name."""

    initial = True

    dependencies: ClassVar = [("api", "0001_initial"), ("builds", "0001_initial")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(state_operations=[TOKEN]),
        migrations.AlterModelTable("token", None),
        migrations.AlterModelOptions("token", {"ordering": ["created_at", "pk"]}),
        migrations.AddField(
            "token", "name", models.CharField(blank=True, default="", max_length=64), preserve_default=False
        ),
        migrations.AddField("token", "used_on", models.DateField(null=True)),
        migrations.CreateModel(
            name="Inheritance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "guest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="builds.learner"
                    ),
                ),
                (
                    "heir",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="inheritances",
                        to="builds.learner",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(guest=models.F("heir")), name="inheritance_is_of_another"
                    )
                ]
            },
        ),
    ]
