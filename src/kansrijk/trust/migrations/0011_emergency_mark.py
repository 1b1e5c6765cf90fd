"""That a file was opened in an emergency, as compartment A may know it: no person, no reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _key(to: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("trust", "0010_absence")]

    operations = [
        migrations.CreateModel(
            name="EmergencyMark",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ends_at", models.DateTimeField()),
                ("is_judged", models.BooleanField(default=False)),
                ("account", _key(settings.AUTH_USER_MODEL)),
                ("coalition", _key("trust.coalition")),
            ],
        ),
        migrations.RunSQL(  # the opening itself writes it (families.mark_emergency)
            "revoke insert, update, delete, truncate on trust_emergencymark from kansrijk_app",
            "grant insert, update, delete on trust_emergencymark to kansrijk_app",
        ),
    ]
