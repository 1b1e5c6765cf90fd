"""What happened in a family: one row per event of one person, with row security as in 0001.

Who records a loss does it for everything that hangs on the file, also for what a colleague asked: `is_happening` and
`consents_of_event` open that much, to that account, in the transaction in which the event is recorded and no longer.
"""

from django.db import migrations

TABLES = """
create table families.life_event (
  id uuid primary key,
  coalition uuid not null,
  person_id uuid not null,
  kind text not null constraint life_event_kind check (kind ~ '^[a-z_]{1,40}$'),
  consents uuid[] not null default '{}',
  account uuid not null,
  organisation uuid not null references public.trust_organisation (id),
  recorded_at timestamptz not null default now(),
  undone_at timestamptz,
  undone_by uuid,
  constraint life_event_undone check ((undone_at is null) = (undone_by is null)),
  foreign key (person_id, coalition) references families.person (id, coalition) on delete cascade
);
create index life_event_of_person on families.life_event (person_id, recorded_at);
create index life_event_of_now on families.life_event (account, recorded_at);

alter table families.consent_stop drop constraint consent_stop_how;
alter table families.consent_stop add constraint consent_stop_how
  check (how in ('professional', 'parent', 'replaced', 'event'));
"""
TABLES_BACK = """
drop table families.life_event;
alter table families.consent_stop disable trigger only_grows;
update families.consent_stop set how = 'professional' where how = 'event';
alter table families.consent_stop enable trigger only_grows;
alter table families.consent_stop drop constraint consent_stop_how;
alter table families.consent_stop add constraint consent_stop_how
  check (how in ('professional', 'parent', 'replaced'));
"""

WHO = """
create function families.is_happening(file uuid) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (
    select 1 from families.life_event e
    where e.person_id = file and e.account = families.account() and e.recorded_at = now()
  )
$$;
create function families.consents_of_event() returns uuid[]
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(c), '{}') from families.life_event e, unnest(e.consents) c
  where e.account = families.account() and e.coalition = families.coalition() and e.recorded_at = now()
$$;
"""
WHO_BACK = """
drop function families.consents_of_event() cascade;
drop function families.is_happening(uuid) cascade;
"""

SECURITY = """
create policy life_event_select on families.life_event for select to kansrijk_b using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('life_event.read.author')) and families.is_mine(person_id))
    or ((select families.holds('life_event.read.involved')) and families.is_taken_in(person_id))
  )
);
create policy life_event_insert on families.life_event for insert to kansrijk_b with check (
  coalition = (select families.coalition())
  and account = (select families.account())
  and organisation = any((select families.organisations())::uuid[])
  and recorded_at = now() and undone_at is null
  and (
    ((select families.holds('life_event.create.author')) and families.is_mine(person_id))
    or ((select families.holds('life_event.create.involved')) and families.is_taken_in(person_id))
  )
  and (
    select count(*) from families.consent c where c.id = any(consents) and c.person_id = life_event.person_id
  ) = cardinality(consents)
);
create policy life_event_update on families.life_event for update to kansrijk_b
using (
  coalition = (select families.coalition())
  and (
    ((select families.holds('life_event.update.author')) and families.is_mine(person_id))
    or ((select families.holds('life_event.update.involved')) and families.is_taken_in(person_id))
  )
)
with check (coalition = (select families.coalition()) and undone_by = (select families.account()));

create policy parent_link_update_event on families.parent_link for update to kansrijk_b using (
  coalition = (select families.coalition()) and families.is_happening(person_id)
);

alter table families.life_event enable row level security;
alter table families.life_event force row level security;
grant select on families.life_event to kansrijk_b, kansrijk_backup;
grant insert on families.life_event to kansrijk_b;
grant update (undone_at, undone_by) on families.life_event to kansrijk_b;
"""
SECURITY_BACK = """
drop policy parent_link_update_event on families.parent_link;
"""

# What a file said earlier is changed by nobody. For a secret address the database does it itself, of that one person,
# as the owner: who otherwise sees and changes nothing there either.
FORGET = """
create function families.forget_address() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform set_config('kansrijk.forgetting', new.person_id::text, true);
  update families.person_history set was = was || '{"sealed_address": ""}'::jsonb where person_id = new.person_id;
  perform set_config('kansrijk.forgetting', '', true);
  return null;
end $$;
create trigger forget_address after insert on families.life_event
  for each row when (new.kind in ('secret_address', 'secret_birth')) execute function families.forget_address();
create policy person_history_forget_select on families.person_history for select to current_user using (
  person_id = nullif(current_setting('kansrijk.forgetting', true), '')::uuid
);
create policy person_history_forget_update on families.person_history for update to current_user using (
  person_id = nullif(current_setting('kansrijk.forgetting', true), '')::uuid
)
with check (was ->> 'sealed_address' = '');
"""
FORGET_BACK = """
drop policy person_history_forget_update on families.person_history;
drop policy person_history_forget_select on families.person_history;
drop function families.forget_address() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("families", "0008_consent_outlives")]

    operations = [
        migrations.RunSQL(TABLES, TABLES_BACK),
        migrations.RunSQL(WHO, WHO_BACK),
        migrations.RunSQL(SECURITY, SECURITY_BACK),
        migrations.RunSQL(FORGET, FORGET_BACK),
    ]
