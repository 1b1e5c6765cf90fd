"""One file at a time in an emergency, said by the database; and who opened it writes nothing of how it was judged."""

from django.db import migrations

TRIGGERS = """
create function families.one_emergency() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('break_glass ' || new.account::text, 0));
  if exists (
    select 1 from families.break_glass g
    where g.account = new.account and g.coalition = new.coalition and g.closed_at is null and g.ends_at > now()
  ) then
    raise exception 'one file at a time is open in an emergency' using errcode = 'exclusion_violation';
  end if;
  return new;
end $$;
create trigger one_emergency before insert on families.break_glass
  for each row execute function families.one_emergency();

create function families.judged_by_another() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.account = families.account()
    and (new.outcome, new.sealed_note, new.decided_at, new.decided_by)
      is distinct from (old.outcome, old.sealed_note, old.decided_at, old.decided_by) then
    raise exception 'who opened it does not judge it' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger judged_by_another before update on families.break_glass
  for each row execute function families.judged_by_another();
"""
BACK = """
drop trigger judged_by_another on families.break_glass;
drop function families.judged_by_another();
drop trigger one_emergency on families.break_glass;
drop function families.one_emergency();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0042_guarded_answers")]

    operations = [migrations.RunSQL(TRIGGERS, BACK)]
