"""What was destroyed for good is remembered by its key; who makes backups may read every sequence."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0005_sealing"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("coalition", models.UUIDField()),
                ("gone_at", models.DateTimeField(db_default=models.Func(function="clock_timestamp"), db_index=True)),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="747c0da7566c0dbc34ab27c6a6405ccdbaf54e17",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eba3d",
                    table="trust_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tombstone",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="raise exception 'what was destroyed is append-only';",
                    hash="68a9ccb21c06525e79e085d41d04c0f5e610d375",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_db344",
                    table="trust_tombstone",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            # The database buries (families/migrations/0002_tombstones.py); the application only looks.
            "revoke insert, update, delete, truncate on trust_tombstone from kansrijk_app",
            "grant insert on trust_tombstone to kansrijk_app",
        ),
        migrations.RunSQL(
            "grant select on all sequences in schema public to kansrijk_backup;"
            " alter default privileges in schema public grant select on sequences to kansrijk_backup",
            "revoke select on all sequences in schema public from kansrijk_backup;"
            " alter default privileges in schema public revoke select on sequences from kansrijk_backup",
        ),
    ]
