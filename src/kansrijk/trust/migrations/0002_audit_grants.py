"""The application may add to the audit and read it, and nothing else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "revoke update, delete, truncate on trust_auditrecord from kansrijk_app",
            "grant update, delete on trust_auditrecord to kansrijk_app",
        )
    ]
