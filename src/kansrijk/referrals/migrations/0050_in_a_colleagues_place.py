"""Who sent, or took a step, in a colleague's place: noted by the database itself (families/0050)."""

from django.db import migrations

TABLES = ("referrals.referral", "referrals.event")
COLUMN = """
alter table {table} add column done_by uuid;
create trigger note_who_did_it before insert on {table}
  for each row when (current_user = 'kansrijk_b') execute function families.note_who_did_it();
"""
COLUMN_BACK = """
drop trigger note_who_did_it on {table};
alter table {table} drop column done_by;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0031_clock_put_back"), ("families", "0050_in_a_colleagues_place")]

    operations = [
        migrations.RunSQL(
            "".join(COLUMN.format(table=one) for one in TABLES),
            "".join(COLUMN_BACK.format(table=one) for one in TABLES),
        )
    ]
