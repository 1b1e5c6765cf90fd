"""Released cells: only the role of compartment B puts one there, and nobody changes one."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import kansrijk.trust.models

GRANTS = """
revoke insert, update, delete on results_releasedcell from kansrijk_app;
grant insert on results_releasedcell to kansrijk_b;
"""
BACK = """
revoke insert on results_releasedcell from kansrijk_b;
grant insert, update, delete on results_releasedcell to kansrijk_app;
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("families", "0011_ended_proposals"),
        ("trust", "0011_emergency_mark"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleasedCell",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=kansrijk.trust.models.UuidV7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("measure", models.CharField(max_length=10)),
                ("part", models.CharField(max_length=20)),
                ("year", models.PositiveSmallIntegerField()),
                ("count", models.PositiveIntegerField(null=True)),
                ("released_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "coalition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="trust.coalition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("coalition", "year", "measure", "part"), name="released_once"),
                    models.CheckConstraint(
                        condition=models.Q(("count", None), ("count__gte", 10), _connector="OR"),
                        name="released_of_enough",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GRANTS, BACK),
    ]
