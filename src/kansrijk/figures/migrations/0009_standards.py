from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0008_column_levels"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="standards",
            field=models.JSONField(default=dict, db_default={}),
        ),
    ]
