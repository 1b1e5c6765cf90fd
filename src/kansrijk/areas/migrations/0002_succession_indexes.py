"""What became of an area is asked on its page: by code, without reading every succession."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddIndex("succession", models.Index(fields=["from_code"], name="succession_by_old")),
        migrations.AddIndex("succession", models.Index(fields=["to_code"], name="succession_by_new")),
    ]
