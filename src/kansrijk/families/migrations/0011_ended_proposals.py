"""Ended proposals as cells: month × phase × kind of detector × outcome, with how many, and in how many was weighed.

No key of a person, an author or an organisation, no moment and no row history: an ended proposal adds one and leaves
nothing else. Nobody writes a cell by hand and no page reads one: the role of B may only have one counted, and the job
that carries cells out (`proposal_cell.release.none`) may read them.

What the clock destroys it counts first, so it may see of a signal and a weighing of an ended proposal that they are
there. A proposal from which something was sent was counted then: `was_sent` keeps it from being counted again.
"""

from django.db import migrations

TABLES = """
create table families.proposal_cell (
  coalition uuid not null references public.trust_coalition (id) on delete cascade,
  month date not null constraint proposal_cell_month check (extract(day from month) = 1),
  phase text not null
    constraint proposal_cell_phase check (phase in ('before', 'during', 'after', 'unknown', 'no_signal')),
  detector text not null constraint proposal_cell_detector check (detector ~ '^[a-z-]{1,30}$'),
  outcome text not null
    constraint proposal_cell_outcome check (outcome in ('sent', 'kept', 'refused', 'expired', 'removed')),
  proposals integer not null constraint proposal_cell_filled check (proposals > 0),
  weighed integer not null constraint proposal_cell_weighed check (weighed between 0 and proposals),
  primary key (coalition, month, phase, detector, outcome)
);

alter table families.person add column was_sent boolean not null default false;
drop trigger keep_what_was on families.person;
create trigger keep_what_was after update on families.person
  for each row when (old.was_sent = new.was_sent) execute function families.keep_what_was();
"""
TABLES_BACK = """
drop trigger keep_what_was on families.person;
create trigger keep_what_was after update on families.person
  for each row execute function families.keep_what_was();
alter table families.person drop column was_sent;
drop table families.proposal_cell;
"""

# The owner adds, and sees a cell of this coalition only while it does so: outside this function it sees none either.
COUNT = """
create function families.count_proposal(since date, now_phase text, kind text, became text, was_weighed boolean)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('kansrijk.counting', families.coalition()::text, true);
  insert into families.proposal_cell as c (coalition, month, phase, detector, outcome, proposals, weighed)
  values (families.coalition(), since, now_phase, kind, became, 1, was_weighed::int)
  on conflict (coalition, month, phase, detector, outcome)
  do update set proposals = c.proposals + 1, weighed = c.weighed + excluded.weighed;
  perform set_config('kansrijk.counting', '', true);
end $$;
revoke all on function families.count_proposal(date, text, text, text, boolean) from public;
grant execute on function families.count_proposal(date, text, text, text, boolean) to kansrijk_b;

create policy proposal_cell_count on families.proposal_cell for all to current_user
using (coalition = nullif(current_setting('kansrijk.counting', true), '')::uuid)
with check (coalition = nullif(current_setting('kansrijk.counting', true), '')::uuid);
"""
COUNT_BACK = "drop function families.count_proposal(date, text, text, text, boolean)"

SECURITY = """
create policy proposal_cell_select on families.proposal_cell for select to kansrijk_b using (
  coalition = (select families.coalition()) and (select families.holds('proposal_cell.release.none'))
);

create function families.is_over(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.holds('file.expire.none') then exists (
    select 1 from families.person p where p.id = file and p.ends_at <= now()
  ) else false end
$$;
create policy signal_select_over on families.signal for select to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_over(person_id)
);
create policy weighing_select_over on families.weighing for select to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_over(person_id)
);

alter table families.proposal_cell enable row level security;
alter table families.proposal_cell force row level security;
grant select on families.proposal_cell to kansrijk_b, kansrijk_backup;
grant update (was_sent) on families.person to kansrijk_b;
"""
SECURITY_BACK = """
revoke update (was_sent) on families.person from kansrijk_b;
drop policy weighing_select_over on families.weighing;
drop policy signal_select_over on families.signal;
drop function families.is_over(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0010_break_glass")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(COUNT, COUNT_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
    ]
