"""The prenatal home visit of youth health care, counted: month × stage × weeks of the pregnancy, with how many.

As proposals that end (families/0011): a step adds one and leaves nothing else; nobody writes a cell by hand, no page
reads one, and the same one right of the job that carries cells out shows them.
"""

from django.db import migrations

TABLES = """
create table referrals.visit_cell (
  coalition uuid not null references public.trust_coalition (id) on delete cascade,
  month date not null constraint visit_cell_month check (extract(day from month) = 1),
  stage text not null
    constraint visit_cell_stage check (stage in ('referred', 'offered', 'accepted', 'done', 'not_done', 'follow_up')),
  weeks text not null
    constraint visit_cell_weeks check (weeks in ('before_16', 'from_16', 'from_28', 'after_34', 'unknown')),
  visits integer not null constraint visit_cell_filled check (visits > 0),
  primary key (coalition, month, stage, weeks)
);

create function referrals.count_visit(since date, reached text, how_far text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('kansrijk.counting', families.coalition()::text, true);
  insert into referrals.visit_cell as c (coalition, month, stage, weeks, visits)
  values (families.coalition(), since, reached, how_far, 1)
  on conflict (coalition, month, stage, weeks) do update set visits = c.visits + 1;
  perform set_config('kansrijk.counting', '', true);
end $$;
revoke all on function referrals.count_visit(date, text, text) from public;
grant execute on function referrals.count_visit(date, text, text) to kansrijk_b;

create policy visit_cell_count on referrals.visit_cell for all to current_user
using (coalition = nullif(current_setting('kansrijk.counting', true), '')::uuid)
with check (coalition = nullif(current_setting('kansrijk.counting', true), '')::uuid);
create policy visit_cell_select on referrals.visit_cell for select to kansrijk_b using (
  coalition = (select families.coalition()) and (select families.holds('proposal_cell.release.none'))
);

alter table referrals.visit_cell enable row level security;
alter table referrals.visit_cell force row level security;
grant select on referrals.visit_cell to kansrijk_b, kansrijk_backup;
"""
BACK = """
drop function referrals.count_visit(date, text, text);
drop table referrals.visit_cell;
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0020_asked_by_herself")]

    operations = [migrations.RunSQL(TABLES, BACK)]
