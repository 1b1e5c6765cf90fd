"""A period in which somebody is away."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import kansrijk.trust.models


def _key(to: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("trust", "0009_privacy_officer")]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=kansrijk.trust.models.UuidV7(),
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("account", _key(settings.AUTH_USER_MODEL)),
                ("coalition", _key("trust.coalition")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "coalition"), name="absence_once"),
                    models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
                ],
            },
        ),
    ]
