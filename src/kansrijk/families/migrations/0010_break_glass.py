"""Break-glass: one kept file of one's own organisation, opened in an emergency by one person, for four hours at most.

Row security carries it: what is read in an emergency is shown because of an opening that is not over (`is_broken`), and
is not shown the instant that it is. Before it, a file is found by its exact name and day of birth, in the transaction
that is told their keyed hash (`kansrijk.sought`). It is read, never written, and without what is
guarded.
"""

from django.db import migrations

TABLES = """
create table families.break_glass (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  account uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  sealed_reason text not null constraint break_glass_sealed check (sealed_reason like 'gAAAA%'),
  opened_at timestamptz not null default now(),
  ends_at timestamptz not null,
  closed_at timestamptz,
  outcome text not null default '' constraint break_glass_outcome check (outcome in ('', 'right', 'wrong')),
  sealed_note text not null default ''
    constraint break_glass_note_sealed check (sealed_note = '' or sealed_note like 'gAAAA%'),
  decided_at timestamptz,
  decided_by uuid,
  constraint break_glass_is_short check (ends_at > opened_at and ends_at <= opened_at + interval '4 hours'),
  constraint break_glass_closed_later check (closed_at >= opened_at),
  constraint break_glass_decided check (
    (outcome = '') = (decided_at is null) and (outcome = '') = (decided_by is null)
    and (outcome = '') = (sealed_note = '')
  ),
  constraint break_glass_by_another check (decided_by <> account),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index break_glass_of_person on families.break_glass (person_id, account);
create index break_glass_of_account on families.break_glass (account, opened_at);
"""

WHO = """
create function families.sought() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select decode(nullif(current_setting('kansrijk.sought', true), ''), 'hex')
$$;
create function families.is_broken(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when families.holds('break_glass.read.author') then exists (
    select 1 from families.break_glass g
    where g.person_id = file and g.account = families.account() and g.organisation = any(families.organisations())
      and g.closed_at is null and g.ends_at > now()
  ) else false end
$$;
"""

SECURITY = """
create policy break_glass_select on families.break_glass for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    (account = (select families.account()) and (select families.holds('break_glass.read.author')))
    or (select families.holds('break_glass.list.own_coalition'))
  )
);
create policy break_glass_insert on families.break_glass for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and account = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and opened_at <= statement_timestamp() and closed_at is null and outcome = ''
  and (select families.holds('break_glass.create.own_organisation'))
  and exists (
    select 1 from families.person p
    where p.id = person_id and p.organisation = break_glass.organisation and p.match = (select families.sought())
  )
);
create policy break_glass_update on families.break_glass for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and (
    (account = (select families.account()) and (select families.holds('break_glass.update.author')))
    or (account <> (select families.account()) and (select families.holds('break_glass.decide.own_coalition')))
  )
)
with check (coalition = (select families.coalition()));

create policy person_select_sought on families.person for select to kansrijk_b using (
  coalition = (select families.coalition())
  and match = (select families.sought())
  and state = 'kept'
  and organisation = any((select families.organisations())::uuid[])
  and (select families.holds('break_glass.create.own_organisation'))
);
create policy person_select_broken on families.person for select to kansrijk_b using (
  coalition = (select families.coalition()) and state = 'kept'
  and organisation = any((select families.organisations())::uuid[])
  and families.is_broken(id)
);
create policy signal_select_broken on families.signal for select to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_broken(person_id)
);
create policy factor_guarded_not_broken on families.factor as restrictive for select to kansrijk_b using (
  storage <> 'guarded'
  or not exists (select 1 from families.signal s where s.id = signal_id and families.is_broken(s.person_id))
);
create policy consent_select_broken on families.consent for select to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_broken(person_id)
);
create policy life_event_select_broken on families.life_event for select to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_broken(person_id)
);

alter table families.break_glass enable row level security;
alter table families.break_glass force row level security;
grant select on families.break_glass to kansrijk_b, kansrijk_backup;
grant insert on families.break_glass to kansrijk_b;
grant update (closed_at, outcome, sealed_note, decided_at, decided_by) on families.break_glass to kansrijk_b;
"""
BACK = """
drop policy life_event_select_broken on families.life_event;
drop policy consent_select_broken on families.consent;
drop policy factor_guarded_not_broken on families.factor;
drop policy signal_select_broken on families.signal;
drop policy person_select_broken on families.person;
drop policy person_select_sought on families.person;
drop table families.break_glass;
drop function families.is_broken(uuid);
drop function families.sought();
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0009_life_events")]

    operations = [
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(WHO, migrations.RunSQL.noop),
        migrations.RunSQL(SECURITY, BACK),
    ]
