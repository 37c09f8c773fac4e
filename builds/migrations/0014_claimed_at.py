from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("builds", "0013_task"),
    ]

    operations = [
        migrations.AddField(
            model_name="operation",
            name="claimed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
