"""Of counts per organisation one bit a cell is kept, beside the counts as delivered: do few supply nearly all?"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("figures", "0004_delivered_counts")]

    operations = [
        migrations.RunSQL(
            "alter table delivered.counts add column dominated boolean[] check"
            " (dominated is null or cardinality(dominated) = cardinality(status))",
            "alter table delivered.counts drop column dominated",
        )
    ]
