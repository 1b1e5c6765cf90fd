"""Whoever is destroyed leaves a tombstone: the key, written by the database in the same transaction."""

from django.db import migrations

BURY = """
create function families.bury() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.trust_tombstone (id, kind, coalition) values (old.id, tg_argv[0], old.coalition)
  on conflict (id) do nothing;
  return null;
end $$;
revoke all on function families.bury() from public;
grant execute on function families.bury() to kansrijk_b;
create trigger bury after delete on families.person for each row execute function families.bury('person');
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0001_files"), ("trust", "0006_tombstones")]

    operations = [
        migrations.RunSQL(BURY, "drop trigger bury on families.person; drop function families.bury()"),
    ]
