"""Places in a chain for the records of the audit, what signs them, and what waits for a place."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trust", "0004_expert_by_experience"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.UUIDField()),
                ("number", models.BigIntegerField()),
                ("run", models.BigIntegerField(db_index=True)),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.UUIDField()),
                ("number", models.BigIntegerField()),
                ("record", models.UUIDField(unique=True)),
                ("form", models.PositiveSmallIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditStatement",
            fields=[
                ("run", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("previous", models.BinaryField()),
                ("key", models.CharField(max_length=16)),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="AuditWaiting",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                ("record", models.UUIDField()),
                ("since", models.DateTimeField(db_default=models.Func(function="clock_timestamp"))),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditrecord",
            trigger=pgtrigger.compiler.Trigger(
                name="to_be_sealed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="insert into trust_auditwaiting (record) values (new.id); return null;",
                    hash="2fe1321f40c12d8c386cb6d6733da1b51b6d0e9e",
                    operation="INSERT",
                    pgid="pgtrigger_to_be_sealed_9f6f4",
                    table="trust_auditrecord",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audithead",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b57aee5148f0b251c8eccaac3de342f719c6d5bd",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_714e7",
                    table="trust_audithead",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="audithead",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="raise exception 'the seals of the audit are append-only';",
                    hash="e1e4e74c6d5ab49bbbf2af8c8d22070364c07955",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_b1df8",
                    table="trust_audithead",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="auditseal",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="audit_seal_from_one"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditseal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2c7b6d370b7e17d213d747dab31c7fc56d945148",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ddf49",
                    table="trust_auditseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditseal",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="raise exception 'the seals of the audit are append-only';",
                    hash="632cf1d7b9d765a2b4eb254222e1ede4ed73ae27",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_701cf",
                    table="trust_auditseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditstatement",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6d7e93c2dc6c13be0d7f038f12921712b6cb7524",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_3fc00",
                    table="trust_auditstatement",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditstatement",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="raise exception 'the seals of the audit are append-only';",
                    hash="7f166cccb55fddd5c7616f7048a58b3131e2a44b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_928b4",
                    table="trust_auditstatement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            "revoke update, delete, truncate on trust_auditseal, trust_audithead, trust_auditstatement"
            " from kansrijk_app; revoke update, truncate on trust_auditwaiting from kansrijk_app",
            "grant update, delete on trust_auditseal, trust_audithead, trust_auditstatement to kansrijk_app",
        ),
        migrations.RunSQL(
            "insert into trust_auditwaiting (record) select id from trust_auditrecord order by id",
            migrations.RunSQL.noop,
        ),
    ]
