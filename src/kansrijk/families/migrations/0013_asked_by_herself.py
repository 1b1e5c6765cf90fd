"""A parent who asks for help herself: her own consent, which nobody recorded for her, for no more than what she typed.

She has no account and no file. What the database is told of her is the hash of the code that she keeps
(`kansrijk.asking`); with it she writes this one consent, and later stops it.
"""

from django.db import migrations

TABLES = """
alter table families.consent alter column recorded_by drop not null;
alter table families.consent add constraint consent_of_her_own check (
  (recorded_by is null) = (sender = 'parent')
  and (sender <> 'parent' or (
    agreed = array['self'] and age = 'from_16' and exception = '' and channel = 'written'
    and categories <@ array['contact', 'question'] and person_id is null
  ))
);
create function families.asking() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.asking', true), ''), 'hex')
$$;
create policy consent_insert_asked on families.consent for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and (select families.asking()) is not null and (select families.account()) is null
  and sender = 'parent' and recorded_by is null and person_id is null and given_at <= statement_timestamp()
);
"""
BACK = """
drop policy consent_insert_asked on families.consent;
drop function families.asking() cascade;
alter table families.consent drop constraint consent_of_her_own;
alter table families.consent alter column recorded_by set not null;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0012_who_hears_of_an_emergency")]

    operations = [migrations.RunSQL(TABLES, BACK)]
