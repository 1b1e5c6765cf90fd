"""Runs of the atlas."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kansrijk.trust.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("figures", "0009_standards"),
        ("trust", "0007_audit_by_subject"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=kansrijk.trust.models.UuidV7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("period", models.CharField(max_length=20)),
                (
                    "indicators",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None),
                ),
                ("named", models.JSONField()),
                ("engine", models.CharField(max_length=40)),
                ("code_version", models.CharField(max_length=40)),
                ("estimates_sha256", models.CharField(max_length=64)),
                ("inputs", models.JSONField()),
                ("card", models.JSONField()),
                ("validation", models.JSONField()),
                ("output_check", models.JSONField()),
                ("dpia", models.CharField(max_length=120)),
                ("registered_at", models.DateTimeField(db_default=models.Func(function="clock_timestamp"))),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_because", models.TextField(blank=True, default="")),
                (
                    "coalition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="trust.coalition"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="figures.release"
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("dpia", ""), _negated=True), name="run_has_dpia"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stopped_at__isnull", True), ("stopped_because", "")),
                            models.Q(("stopped_at__isnull", False), models.Q(("stopped_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="run_stopped_with_reason",
                    ),
                ],
            },
        ),
    ]
