"""Whose people receive what is sent to a service, on screen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offer", "0001_directory"), ("trust", "0007_audit_by_subject")]

    operations = [
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="desk",
                        serialize=False,
                        to="offer.service",
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "coalition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="trust.coalition"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trust.organisation"
                    ),
                ),
            ],
        ),
    ]
