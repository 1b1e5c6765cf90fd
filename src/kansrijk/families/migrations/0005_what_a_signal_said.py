"""What a signal said before a change, as ciphertext, destroyed with it; and a tombstone of its own.

What was guarded is not kept with it: when the parent takes the agreement back and it leaves the signal, it is nowhere.
"""

from django.db import migrations

TABLES = """
create table families.signal_history (
  id uuid primary key default uuidv7(),
  coalition uuid not null,
  signal_id uuid not null,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by uuid,
  was jsonb not null,
  foreign key (signal_id, coalition) references families.signal (id, coalition) on delete cascade
);
create index signal_history_of_signal on families.signal_history (signal_id, changed_at);

create function families.keep_signal_that_was() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into families.signal_history (coalition, signal_id, changed_by, was)
  values (
    old.coalition, old.id, families.account(),
    to_jsonb(old) || jsonb_build_object('factors', coalesce(
      (
        select jsonb_agg(jsonb_build_array(f.code, f.side, f.state) order by f.id)
        from families.factor f where f.signal_id = old.id and f.storage = 'normal'
      ),
      '[]'
    ))
  );
  return null;
end $$;
create trigger keep_what_was after update on families.signal
  for each row execute function families.keep_signal_that_was();
create trigger bury after delete on families.signal for each row execute function families.bury('signal');
"""

SECURITY = """
create policy signal_history_select on families.signal_history for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (select families.holds('signal.history.author'))
  and exists (select 1 from families.signal s where s.id = signal_id and s.author = (select families.account()))
);
create policy signal_history_insert on families.signal_history for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and exists (select 1 from families.signal s where s.id = signal_id)
);
alter table families.signal_history enable row level security;
alter table families.signal_history force row level security;
grant select on families.signal_history to kansrijk_b, kansrijk_backup;
grant insert on families.signal_history to kansrijk_b;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0004_weighing")]

    operations = [
        migrations.RunSQL(
            TABLES,
            "drop trigger bury on families.signal; drop trigger keep_what_was on families.signal;"
            " drop function families.keep_signal_that_was(); drop table families.signal_history",
        ),
        migrations.RunSQL(SECURITY, migrations.RunSQL.noop),
    ]
