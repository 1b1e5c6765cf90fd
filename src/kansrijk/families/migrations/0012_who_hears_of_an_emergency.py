"""Who hears that a file was opened in an emergency: who opened it, on every page; who judges; and who keeps the file.

The mark in compartment A follows the opening by itself, so that nothing is open without every page saying so, and a
file that is destroyed takes the mark along. Who keeps the file sees of each opening who and when, as in who looked.
"""

from django.db import migrations

MARK = """
create function families.mark_emergency() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare until timestamptz;
begin
  if tg_op = 'DELETE' then
    delete from public.trust_emergencymark where id = old.id;
    return null;
  end if;
  delete from public.trust_emergencymark where is_judged and ends_at <= now();
  until := least(new.ends_at, coalesce(new.closed_at, new.ends_at));
  insert into public.trust_emergencymark (id, account_id, coalition_id, ends_at, is_judged)
  values (new.id, new.account, new.coalition, until, new.outcome <> '')
  on conflict (id) do update set ends_at = excluded.ends_at, is_judged = excluded.is_judged;
  if new.outcome <> '' and (new.closed_at is not null or new.ends_at <= now()) then
    delete from public.trust_emergencymark where id = new.id;
  end if;
  return null;
end $$;
revoke all on function families.mark_emergency() from public;
grant execute on function families.mark_emergency() to kansrijk_b;
create trigger mark_emergency after insert or update or delete on families.break_glass
  for each row execute function families.mark_emergency();
"""

# The keeper stands in the row itself: a policy that asked the file for it would ask itself without end (0010).
KEEPER = """
alter table families.break_glass add column keeper uuid;
create function families.note_keeper() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.keeper := (select p.author from families.person p where p.id = new.person_id);
  return new;
end $$;
create trigger note_keeper before insert on families.break_glass
  for each row execute function families.note_keeper();
create policy break_glass_select_keeper on families.break_glass for select to kansrijk_b using (
  coalition = (select families.coalition())
  and keeper = (select families.account()) and (select families.holds('file.log.author'))
);
"""
KEEPER_BACK = """
drop policy break_glass_select_keeper on families.break_glass;
drop function families.note_keeper() cascade;
alter table families.break_glass drop column keeper;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0011_ended_proposals"), ("trust", "0011_emergency_mark")]

    operations = [
        migrations.RunSQL(MARK, "drop function families.mark_emergency() cascade"),
        migrations.RunSQL(KEEPER, KEEPER_BACK),
    ]
