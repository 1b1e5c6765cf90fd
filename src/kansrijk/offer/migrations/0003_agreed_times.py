"""Within how many working days a referral is answered, as the parties of a coalition agreed per kind of help."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

STEPS = ("opened", "answered", "contacted", "told")


class Migration(migrations.Migration):
    dependencies = [("offer", "0002_desks")]

    operations = [
        migrations.CreateModel(
            name="AgreedTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                *((step, models.PositiveSmallIntegerField(null=True)) for step in STEPS),
                (
                    "coalition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="trust.coalition"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("coalition", "kind"), name="agreed_time_once"),
                    models.CheckConstraint(condition=Q(kind__regex="^[a-z_]+$"), name="agreed_time_kind"),
                    *(
                        models.CheckConstraint(
                            condition=Q(**{step: None}) | Q(**{f"{step}__gte": 1, f"{step}__lte": 260}),
                            name=f"agreed_time_{step}",
                        )
                        for step in STEPS
                    ),
                ],
            },
        ),
    ]
