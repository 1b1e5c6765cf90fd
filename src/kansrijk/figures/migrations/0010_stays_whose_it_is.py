"""A release keeps the source, policy, owner and file that it was read in with."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

CHANGED = " OR ".join(
    f'OLD."{column}" IS DISTINCT FROM (NEW."{column}")' for column in ("source", "policy", "coalition_id", "sha256")
)


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0009_standards"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="release",
            trigger=pgtrigger.compiler.Trigger(
                name="stays_whose_it_is",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition=f"WHEN ({CHANGED})",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="9c294af52de82f418a111395adfb53e41fb70082",
                    operation="UPDATE",
                    pgid="pgtrigger_stays_whose_it_is_79534",
                    table="figures_release",
                    when="BEFORE",
                ),
            ),
        ),
    ]
