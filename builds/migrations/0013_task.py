from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("builds", "0012_seen_listings"),
    ]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="task",
            field=models.CharField(default="builds.tasks.run_operation", max_length=64),
        ),
    ]
