"""The newer text of a template that a coalition chose not to take in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("paths", "0003_taken_paths"),
    ]

    operations = [
        migrations.AddField(
            model_name="path",
            name="left_template",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
