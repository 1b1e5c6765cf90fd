"""Counts as delivered stand apart until they were made safe, and a published own release carries the attacker's hash.

The schema `delivered` has one table. The server's role may add to it and nothing else: it reads through the functions
below, which answer for a release that is imported only. No foreign key of a model leads there, so no page can join it.
"""

from django.db import migrations

TABLE = """
create schema delivered;
revoke all on schema delivered from public;
grant usage on schema delivered to kansrijk_app, kansrijk_backup;
create table delivered.counts (like public.figures_row including constraints);
alter table delivered.counts
  add primary key (release_id, area_code, period),
  add foreign key (release_id) references public.figures_release (id) on delete cascade;
grant insert on delivered.counts to kansrijk_app;
grant select on delivered.counts to kansrijk_backup;
"""

FUNCTIONS = """
create function delivered.of_release(asked uuid) returns setof delivered.counts
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.* from delivered.counts c join public.figures_release r on r.id = c.release_id
  where r.id = asked and r.status = 'imported' order by c.area_code, c.period
$$;
create function delivered.windows(asked uuid) returns table (level text, period text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select distinct c.level::text, c.period::text from delivered.counts c where c.release_id = asked
$$;
create function delivered.tally(asked uuid) returns table (level text, status smallint, number bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select c.level::text, s.status, count(*) from delivered.counts c, unnest(c.status) s(status)
  where c.release_id = asked group by 1, 2 order by 1, 2
$$;
create function delivered.same(newer uuid, older uuid) returns table (area_code text, period text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select n.area_code::text, n.period::text from delivered.counts n
  join delivered.counts o on o.release_id = older and o.area_code = n.area_code and o.period = n.period
  where n.release_id = newer and (o.value, o.lower, o.upper, o.numerator, o.denominator, o.status)
    is not distinct from (n.value, n.lower, n.upper, n.numerator, n.denominator, n.status)
$$;
create function delivered.forget(asked uuid) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  delete from delivered.counts where release_id = asked
$$;
do $$ declare one text; begin
  foreach one in array array['of_release(uuid)', 'windows(uuid)', 'tally(uuid)', 'same(uuid, uuid)', 'forget(uuid)']
  loop
    execute format('revoke all on function delivered.%s from public', one);
    execute format('grant execute on function delivered.%s to kansrijk_app', one);
  end loop;
end $$;
"""

# Own rows reach the table of pages after they were made safe, never before.
GUARD = """
create function public.figures_row_is_no_delivery() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (
    select 1 from public.figures_release r
    where r.policy = 'own' and r.proposed_by_id is null and r.published_by_id is null
      and r.id in (select release_id from added)
  ) then
    raise exception 'counts of an own delivery stand in delivered.counts until they were made safe'
      using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger row_is_no_delivery after insert on public.figures_row
  referencing new table as added for each statement execute function public.figures_row_is_no_delivery();
"""

MOVE = """
insert into delivered.counts (release_id, area_code, edition, level, period, value, lower, upper, numerator,
  denominator, status)
select row.release_id, row.area_code, row.edition, row.level, row.period, row.value, row.lower, row.upper,
  row.numerator, row.denominator, row.status
from public.figures_row row join public.figures_release r on r.id = row.release_id
where r.policy = 'own' and r.proposed_by_id is null and r.published_at is null;
delete from public.figures_row row using public.figures_release r
where r.id = row.release_id and r.policy = 'own' and r.proposed_by_id is null and r.published_at is null;
"""
MOVE_BACK = """
insert into public.figures_row (release_id, area_code, edition, level, period, value, lower, upper, numerator,
  denominator, status)
select release_id, area_code, edition, level, period, value, lower, upper, numerator, denominator, status
from delivered.counts;
"""

# The signature begins with the hash it signs (see commands/reporting.py); neither may be missing.
REPORT = r"""
alter table public.figures_release add constraint release_carries_report check (
  policy <> 'own' or status <> 'published' or (
    coalesce(audit_report ->> 'sha256', '') ~ '^[0-9a-f]{64}$'
    and starts_with(coalesce(audit_report ->> 'signature', ''), (audit_report ->> 'sha256') || ':')
  )
);
"""


class Migration(migrations.Migration):
    dependencies = [("figures", "0003_desk")]

    operations = [
        migrations.RunSQL(TABLE, "drop schema delivered cascade"),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL(
            GUARD,
            "drop trigger row_is_no_delivery on public.figures_row; drop function public.figures_row_is_no_delivery",
        ),
        migrations.RunSQL(REPORT, "alter table public.figures_release drop constraint release_carries_report"),
    ]
