"""What was done in a colleague's place names who did it, in a column that the database fills itself.

Told who works in whose place, the database looks whether that holds today (trust/0012): where it does not, nobody asks.
"""

from django.db import migrations

WHO = """
create function families.deputy() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('kansrijk.deputy', true), '')::uuid
$$;
create or replace function families.account() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case
    when families.deputy() is null or public.stands_in(
      families.deputy(),
      nullif(current_setting('kansrijk.account', true), '')::uuid,
      nullif(current_setting('kansrijk.coalition', true), '')::uuid,
      families.organisations()
    ) then nullif(current_setting('kansrijk.account', true), '')::uuid
  end
$$;
create function families.note_who_did_it() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.done_by := families.deputy();
  return new;
end $$;
"""
WHO_BACK = """
drop function families.note_who_did_it();
create or replace function families.account() returns uuid
language sql stable set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('kansrijk.account', true), '')::uuid
$$;
drop function families.deputy();
"""
# A copy that is put back is not written by the role of B: it keeps what it says.
COLUMN = """
alter table {table} add column done_by uuid;
create trigger note_who_did_it before insert on {table}
  for each row when (current_user = 'kansrijk_b') execute function families.note_who_did_it();
"""
COLUMN_BACK = """
drop trigger note_who_did_it on {table};
alter table {table} drop column done_by;
"""
TABLES = ("families.person", "families.signal", "families.consent", "families.consent_stop")


def on_each(tables: tuple[str, ...]) -> migrations.RunSQL:
    return migrations.RunSQL(
        "".join(COLUMN.format(table=one) for one in tables), "".join(COLUMN_BACK.format(table=one) for one in tables)
    )


class Migration(migrations.Migration):
    dependencies = [("families", "0041_clock_put_back"), ("trust", "0012_mandate")]

    operations = [migrations.RunSQL(WHO, WHO_BACK), on_each(TABLES)]
