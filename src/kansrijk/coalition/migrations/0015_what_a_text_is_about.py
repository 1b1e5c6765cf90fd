"""What a text that lies before readers is of: the plan or a care path of the coalition."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("coalition", "0014_files_of_signed_versions"),
    ]

    operations = [
        migrations.AddField(
            model_name="offeredtext",
            name="about",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
    ]
